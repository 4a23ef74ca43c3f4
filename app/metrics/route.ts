import { loadPrincipal } from "@/server/auth/principal";
import { findOrigin } from "@/server/runtime/remote-address";
import { describeMetrics } from "@/server/services/metrics";

export const dynamic = "force-dynamic";

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** For a Prometheus server on the same machine (or behind its proxy) and for administrators of the installation. */
export async function GET(request: Request): Promise<Response> {
  const isLocal = LOOPBACK.test(findOrigin(request.headers)?.remoteAddress ?? "");
  const principal = isLocal ? null : await loadPrincipal(request, { countsAsActivity: false });
  if (!isLocal && principal?.isInstanceAdministrator !== true) return new Response(null, { status: 404 });
  return new Response(await describeMetrics(), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
  });
}
