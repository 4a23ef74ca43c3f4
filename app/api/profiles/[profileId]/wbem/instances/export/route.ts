import { exportWbemInstances } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import { cimDownload } from "@/server/http/stream";
import { exportInstances } from "@/server/services/wbem/instance-export";

export const GET = defineRoute(exportWbemInstances, async ({ principal, params, query, signal }) =>
  cimDownload(await exportInstances(principal, params.profileId, query, signal), query.className, query.format),
);
