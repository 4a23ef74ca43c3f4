import { startOperation } from "@/contracts/endpoints/devices";
import { defineRoute } from "@/server/http/route";
import * as operations from "@/server/services/operations";

export const POST = defineRoute(startOperation, ({ principal, params, body, context }) =>
  operations.startOperation(principal, params.profileId, params.operation, body, context),
);
