import { allowInsecure, endInsecure } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as trust from "@/server/services/profile-trust";

export const POST = defineRoute(allowInsecure, ({ principal, params, body, context }) =>
  trust.allowInsecure(principal, params.profileId, body, context),
);
export const DELETE = defineRoute(endInsecure, ({ principal, params, context }) =>
  trust.endInsecure(principal, params.profileId, context),
);
