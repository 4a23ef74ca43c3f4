import { generateBmcRequest } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as certificates from "@/server/services/bmc/certificates";

export const POST = defineRoute(generateBmcRequest, ({ principal, params, body, context }) =>
  certificates.generateRequest(principal, params.profileId, body, context),
);
