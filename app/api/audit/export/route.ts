import { exportAudit } from "@/contracts/endpoints/console";
import { defineRoute } from "@/server/http/route";
import * as audit from "@/server/services/audit";

export const GET = defineRoute(exportAudit, ({ principal, query, context }) =>
  audit.exportEvents(principal, query, context),
);
