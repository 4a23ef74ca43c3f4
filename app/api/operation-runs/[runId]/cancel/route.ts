import { cancelRun } from "@/contracts/endpoints/devices";
import { defineRoute } from "@/server/http/route";
import * as operations from "@/server/services/operations";

export const POST = defineRoute(cancelRun, ({ principal, params, context }) =>
  operations.cancelRun(principal, params.runId, context),
);
