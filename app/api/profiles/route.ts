import { createProfile, listProfiles } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as profiles from "@/server/services/profiles";

export const GET = defineRoute(listProfiles, ({ principal }) => profiles.listProfiles(principal));
export const POST = defineRoute(createProfile, ({ principal, body, context }) =>
  profiles.createProfile(principal, body, context),
);
