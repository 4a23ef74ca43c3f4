/** Finding the HMC that answers among redundant ones (HMC Web Services API, section 2). */
import { TransportError } from "@/server/transport/errors";
import type { ConnectionTarget } from "../kind";
import { HmcError, parseErrorAnswer } from "./errors";
import { type HmcHttp, openHmcHttp } from "./http";
import { type HmcVersion, parseVersionResponse, requestVersion } from "./version";

export interface ReachedHmc {
  http: HmcHttp;
  version: HmcVersion;
  /** Round trip of the version query, with the handshake if there was one. */
  latencyMs: number;
}

/** Query API Version on one address. @throws HmcError, DeviceError `device_protocol`, TransportError */
export async function queryVersion(http: HmcHttp, signal?: AbortSignal): Promise<HmcVersion> {
  const request = requestVersion();
  const answer = await http.send(request, { signal });
  if (answer.status >= 400) throw parseErrorAnswer(request, answer);
  return parseVersionResponse(answer);
}

/** True where another HMC may do better: this one is away or starting. Anything else is worth being told. */
function isAway(error: unknown): boolean {
  if (error instanceof TransportError) return error.class !== "aborted";
  return error instanceof HmcError && error.code === "device_unavailable";
}

/**
 * The first address that answers as an HMC, in the order of the profile. The caller closes it.
 * @throws the error of the first address where none does.
 */
export async function reachHmc(target: ConnectionTarget, signal?: AbortSignal): Promise<ReachedHmc> {
  let first: Error | undefined;
  for (const address of target.addresses) {
    const http = await openHmcHttp(target, address);
    const started = performance.now();
    try {
      const version = await queryVersion(http, signal);
      return { http, version, latencyMs: performance.now() - started };
    } catch (error) {
      http.destroy();
      if (!(error instanceof Error) || !isAway(error)) throw error;
      first ??= error;
    }
  }
  throw first ?? new Error("The profile has no address.");
}
