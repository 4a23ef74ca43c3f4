import { deleteIdentity, getIdentity } from "@/contracts/endpoints/trust";
import { defineRoute } from "@/server/http/route";
import * as identities from "@/server/services/trust-identities";

export const GET = defineRoute(getIdentity, ({ principal, params }) =>
  identities.getIdentity(principal, params.identityId),
);
export const DELETE = defineRoute(deleteIdentity, ({ principal, params, query, context }) =>
  identities.deleteIdentity(principal, params.identityId, query.confirm, context),
);
