import { replaceProfileGrant } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as grants from "@/server/services/profile-grants";

export const PUT = defineRoute(replaceProfileGrant, ({ principal, params, body, context }) =>
  grants.replaceProfileGrant(principal, params.profileId, params.userId, body.permissions, context),
);
