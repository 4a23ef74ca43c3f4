import { listSessions } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import { listOwnSessions } from "@/server/services/sessions";

export const GET = defineRoute(listSessions, async ({ principal }) => ({ items: await listOwnSessions(principal) }));
