import * as endpoints from "@/contracts/endpoints/console";
import { openApiDocument } from "@/server/http/openapi";
import { defineRoute } from "@/server/http/route";

export const GET = defineRoute(endpoints.getOpenApi, () => openApiDocument());
