/** Finding the BMC that answers, and waiting for one that restarts (BMC reference, sections 2 and 4.4). */
import { isUntrustedPeer, TransportError } from "@/server/transport/errors";
import type { HttpTarget } from "../device-http";
import type { ConnectionTarget } from "../kind";
import { type ClockSkew, clockOfHeaders, judgeClock } from "./clock";
import { BmcError, parseErrorAnswer } from "./errors";
import { type BmcHttp, openBmcHttp } from "./http";
import { parseServiceRoot, requestServiceRoot, type ServiceRoot } from "./service-root";

export interface RootReading {
  root: ServiceRoot;
  clock: ClockSkew | null;
  /** Round trip, with the handshake if there was one. */
  latencyMs: number;
}

export interface ReachedBmc extends RootReading {
  http: BmcHttp;
}

/** Looks at the service root without login. @throws BmcError, DeviceError `device_protocol`, TransportError */
export async function readServiceRoot(http: BmcHttp, signal?: AbortSignal): Promise<RootReading> {
  const request = requestServiceRoot();
  const started = performance.now();
  const sentAtMs = Date.now();
  const answer = await http.send(request, { signal });
  const receivedAtMs = Date.now();
  if (answer.status >= 400) throw parseErrorAnswer(request, answer);
  const root = parseServiceRoot(answer);
  const source = root.clock === null ? ("date-header" as const) : ("service-root" as const);
  const deviceTime = root.clock ?? clockOfHeaders(answer);
  return {
    root,
    clock: deviceTime === null ? null : judgeClock({ deviceTime, source, sentAtMs, receivedAtMs }),
    latencyMs: performance.now() - started,
  };
}

/** True where another address may do better: this one is away or starting. */
function isAway(error: unknown): boolean {
  if (error instanceof TransportError) return error.class !== "aborted";
  return error instanceof BmcError && error.code === "device_unavailable";
}

/**
 * The first address that answers as a Redfish service, in the order of the profile. The caller closes it.
 * @throws the error of the first address where none does.
 */
export async function reachBmc(
  target: HttpTarget & Pick<ConnectionTarget, "addresses">,
  signal?: AbortSignal,
): Promise<ReachedBmc> {
  let first: Error | undefined;
  for (const address of target.addresses) {
    const http = await openBmcHttp(target, address);
    try {
      return { http, ...(await readServiceRoot(http, signal)) };
    } catch (error) {
      http.destroy();
      if (!(error instanceof Error) || !isAway(error)) throw error;
      first ??= error;
    }
  }
  throw first ?? new Error("The profile has no address.");
}

export interface ReturnOptions {
  signal?: AbortSignal;
  /** Time between looks. */
  intervalMs?: number;
  /** After this long the BMC counts as gone. */
  deadlineMs?: number;
}

/**
 * Waits until the service root answers again, as after an abort of the BMC's web server (section 4.4).
 * @throws the last failure once the deadline is over; TransportError `aborted`
 */
export async function awaitReturn(http: BmcHttp, options: ReturnOptions = {}): Promise<void> {
  const { signal, intervalMs = 2_000, deadlineMs = 180_000 } = options;
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    try {
      await readServiceRoot(http, signal);
      return;
    } catch (error) {
      const isHopeless = !isAway(error) || isUntrustedPeer(error);
      if (signal?.aborted || isHopeless || performance.now() + intervalMs > deadline) throw error;
    }
    await pause(intervalMs, signal);
  }
}

/** Waits, or ends early where the signal fires; the caller looks at the signal. */
export function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    if (signal?.aborted) finish();
    else signal?.addEventListener("abort", finish, { once: true });
  });
}
