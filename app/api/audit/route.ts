import { listAuditEvents } from "@/contracts/endpoints/console";
import { defineRoute } from "@/server/http/route";
import * as audit from "@/server/services/audit";

export const GET = defineRoute(listAuditEvents, ({ principal, query }) => audit.listEvents(principal, query));
