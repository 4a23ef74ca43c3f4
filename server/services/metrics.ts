import "server-only";
import { loadPrincipal } from "@/server/auth/principal";
import { getDatabase } from "@/server/data/client";
import { listProfiles } from "@/server/data/profiles";
import { getDeviceStatus } from "@/server/runtime/device-status";
import { eventLoopMetrics } from "@/server/runtime/event-loop-delay";
import { formatMetrics, type Metric, processMetrics } from "@/server/runtime/metrics";
import { findOrigin } from "@/server/runtime/remote-address";
import { isSealed } from "@/server/runtime/seal-state";
import { getDeviceRuntime } from "./device-runtime";
import { countLiveStreams } from "./live-streams";

async function deviceMetrics(): Promise<Metric[]> {
  const { pool, hub, runner } = await getDeviceRuntime();
  const profiles = await listProfiles(getDatabase());
  // Ids, not names: a name may say more about a site than its monitoring should.
  const reachable = profiles.map(({ id, kind }) => ({
    labels: { profile: id, kind },
    value: getDeviceStatus(id).reachability.state === "unreachable" ? 0 : 1,
  }));
  const latencies = profiles.flatMap(({ id, kind }) => {
    const { latencyMs } = getDeviceStatus(id).reachability;
    return latencyMs === null ? [] : [{ labels: { profile: id, kind }, value: latencyMs / 1000 }];
  });
  const gauge = (name: string, help: string, value: number): Metric => ({
    name,
    help,
    type: "gauge",
    samples: [{ value }],
  });
  return [
    { name: "signalbox_device_reachable", help: "1 unless the last probe failed.", type: "gauge", samples: reachable },
    {
      name: "signalbox_device_latency_seconds",
      help: "Round trip of the last probe.",
      type: "gauge",
      samples: latencies,
    },
    {
      name: "signalbox_listeners",
      help: "Notification streams by state.",
      type: "gauge",
      samples: [...hub.countStates()].map(([state, value]) => ({ labels: { state }, value })),
    },
    gauge("signalbox_device_sessions", "Open device sessions.", pool.openSessions),
    gauge(
      "signalbox_logons_paused",
      "Profiles whose logons are paused.",
      profiles.filter(({ id }) => pool.pausedLogon(id)).length,
    ),
    gauge(
      "signalbox_breakers_open",
      "Endpoints that are left alone for a while.",
      profiles.filter(({ id }) => pool.isBreakerOpen(id)).length,
    ),
    gauge("signalbox_runs_active", "Operations that are going on.", runner.activeRuns),
    gauge("signalbox_live_streams", "Browsers with a live stream.", countLiveStreams()),
  ];
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Whether a request may read the metrics: a Prometheus server on this machine, or an administrator of the installation. */
export async function mayReadMetrics(request: Request): Promise<boolean> {
  if (LOOPBACK.test(findOrigin(request.headers)?.remoteAddress ?? "")) return true;
  const principal = await loadPrincipal(request, { countsAsActivity: false });
  return principal?.isInstanceAdministrator === true;
}

/** Everything a Prometheus server may know; no names, addresses or secrets (REL-14). */
export async function describeMetrics(): Promise<string> {
  const devices = isSealed() ? [] : await deviceMetrics();
  return formatMetrics([...processMetrics(), ...eventLoopMetrics(), ...devices]);
}
