import { deleteProfile, getProfile, replaceProfile } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as profiles from "@/server/services/profiles";

export const GET = defineRoute(getProfile, ({ principal, params }) => profiles.getProfile(principal, params.profileId));
export const PUT = defineRoute(replaceProfile, ({ principal, params, body, context }) =>
  profiles.replaceProfile(principal, params.profileId, body, context),
);
export const DELETE = defineRoute(deleteProfile, ({ principal, params, query, context }) =>
  profiles.deleteProfile(principal, params.profileId, query.confirm, context),
);
