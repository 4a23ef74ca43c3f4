import { listRuns } from "@/contracts/endpoints/devices";
import { defineRoute } from "@/server/http/route";
import * as operations from "@/server/services/operations";

export const GET = defineRoute(listRuns, ({ principal, query }) => operations.listRuns(principal, query));
