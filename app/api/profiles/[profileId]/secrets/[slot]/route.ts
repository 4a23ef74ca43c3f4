import { clearSecret, setSecret } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as secrets from "@/server/services/profile-secrets";

export const PUT = defineRoute(setSecret, ({ principal, params, body, context }) =>
  secrets.setSecret(principal, params.profileId, params.slot, body.value, context),
);
export const DELETE = defineRoute(clearSecret, ({ principal, params, context }) =>
  secrets.clearSecret(principal, params.profileId, params.slot, context),
);
