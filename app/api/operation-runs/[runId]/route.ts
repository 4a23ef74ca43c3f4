import { getRun } from "@/contracts/endpoints/devices";
import { defineRoute } from "@/server/http/route";
import * as operations from "@/server/services/operations";

export const GET = defineRoute(getRun, ({ principal, params }) => operations.getRun(principal, params.runId));
