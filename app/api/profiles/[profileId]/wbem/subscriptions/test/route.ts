import { sendWbemTestIndication } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import { sendTestIndication } from "@/server/services/wbem/test-indication";

export const POST = defineRoute(sendWbemTestIndication, ({ principal, params, body, context }) =>
  sendTestIndication(principal, params.profileId, body.destination, context),
);
