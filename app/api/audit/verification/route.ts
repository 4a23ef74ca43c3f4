import { verifyAudit } from "@/contracts/endpoints/console";
import { defineRoute } from "@/server/http/route";
import * as audit from "@/server/services/audit";

export const GET = defineRoute(verifyAudit, ({ principal }) => audit.verifyLog(principal));
