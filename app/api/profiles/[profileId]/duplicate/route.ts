import { duplicateProfile } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as profiles from "@/server/services/profiles";

export const POST = defineRoute(duplicateProfile, ({ principal, params, body, context }) =>
  profiles.duplicateProfile(principal, params.profileId, body.name, context),
);
