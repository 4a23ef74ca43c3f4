import { describeMetrics, mayReadMetrics } from "@/server/services/metrics";

export const dynamic = "force-dynamic";

const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" };

/** Counters and states for Prometheus; an address like any unknown one for everybody else. */
export async function GET(request: Request): Promise<Response> {
  if (!(await mayReadMetrics(request))) return new Response(null, { status: 404 });
  return new Response(await describeMetrics(), { headers });
}
