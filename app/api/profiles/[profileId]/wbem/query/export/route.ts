import { exportWbemQuery } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import { cimDownload } from "@/server/http/stream";
import { exportQueryResults } from "@/server/services/wbem/instance-export";

export const GET = defineRoute(exportWbemQuery, async ({ principal, params, query, signal }) =>
  cimDownload(await exportQueryResults(principal, params.profileId, query, signal), "query-results", query.format),
);
