import { deleteBundle, getBundle, replaceBundle } from "@/contracts/endpoints/trust";
import { defineRoute } from "@/server/http/route";
import * as trust from "@/server/services/trust";

export const GET = defineRoute(getBundle, ({ principal, params }) => trust.getBundle(principal, params.bundleId));
export const PUT = defineRoute(replaceBundle, ({ principal, params, body, context }) =>
  trust.replaceBundle(principal, params.bundleId, body, context),
);
export const DELETE = defineRoute(deleteBundle, ({ principal, params, query, context }) =>
  trust.deleteBundle(principal, params.bundleId, query.confirm, context),
);
