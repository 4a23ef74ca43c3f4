import { importIdentity, listIdentities } from "@/contracts/endpoints/trust";
import { defineRoute } from "@/server/http/route";
import * as identities from "@/server/services/trust-identities";

export const GET = defineRoute(listIdentities, ({ principal }) => identities.listIdentities(principal));
export const POST = defineRoute(importIdentity, ({ principal, body, context }) =>
  identities.importIdentity(principal, body, context),
);
