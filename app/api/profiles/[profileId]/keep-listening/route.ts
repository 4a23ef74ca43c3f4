import { setKeepListening } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as profiles from "@/server/services/profiles";

export const PUT = defineRoute(setKeepListening, ({ principal, params, body, context }) =>
  profiles.setKeepListening(principal, params.profileId, body.keepListening, context),
);
