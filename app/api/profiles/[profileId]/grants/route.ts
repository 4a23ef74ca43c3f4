import { listProfileGrants } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as grants from "@/server/services/profile-grants";

export const GET = defineRoute(listProfileGrants, ({ principal, params }) =>
  grants.listProfileGrants(principal, params.profileId),
);
