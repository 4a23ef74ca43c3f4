import { acceptCertificate } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as trust from "@/server/services/profile-trust";

export const POST = defineRoute(acceptCertificate, ({ principal, params, body, context }) =>
  trust.acceptCertificate(principal, params.profileId, body, context),
);
