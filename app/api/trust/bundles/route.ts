import { createBundle, listBundles } from "@/contracts/endpoints/trust";
import { defineRoute } from "@/server/http/route";
import * as trust from "@/server/services/trust";

export const GET = defineRoute(listBundles, ({ principal }) => trust.listBundles(principal));
export const POST = defineRoute(createBundle, ({ principal, body, context }) =>
  trust.createBundle(principal, body, context),
);
