import { exportWbemInstances } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import { downloadResponse } from "@/server/http/stream";
import { exportInstances } from "@/server/services/wbem/instance-export";

export const GET = defineRoute(exportWbemInstances, async ({ principal, params, query, signal }) => {
  const text = await exportInstances(principal, params.profileId, query, signal);
  const contentType = query.format === "mof" ? "text/plain" : "application/xml";
  return downloadResponse(text, contentType, `${query.className}.${query.format}`);
});
