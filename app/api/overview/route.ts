import { getOverview } from "@/contracts/endpoints/console";
import { defineRoute } from "@/server/http/route";
import * as overview from "@/server/services/overview";

export const GET = defineRoute(getOverview, ({ principal }) => overview.getOverview(principal));
