/** Query API Version (HMC Web Services API, section 2). */
import { z } from "zod";
import { type HmcAnswer, type HmcRequest, parseBody } from "./exchange";

const versionSchema = z.object({
  "hmc-name": z.string().optional().catch(undefined),
  "hmc-version": z.string().optional().catch(undefined),
  "api-major-version": z.number().int(),
  "api-minor-version": z.number().int(),
});

export interface HmcVersion {
  hmcName: string | null;
  hmcVersion: string | null;
  apiMajor: number;
  apiMinor: number;
}

/** Needs no session: the probe of reachability. */
export function requestVersion(): HmcRequest {
  return { method: "GET", uri: "/api/version" };
}

/** @throws DeviceError `device_protocol` if the answer is not that of an HMC. */
export function parseVersionResponse(answer: HmcAnswer): HmcVersion {
  const body = parseBody(answer, versionSchema, "the version query");
  return {
    hmcName: body["hmc-name"] ?? null,
    hmcVersion: body["hmc-version"] ?? null,
    apiMajor: body["api-major-version"],
    apiMinor: body["api-minor-version"],
  };
}

/** True if the API is of this version or a later one. */
export function isApiAtLeast(
  version: Pick<HmcVersion, "apiMajor" | "apiMinor">,
  major: number,
  minor: number,
): boolean {
  return version.apiMajor > major || (version.apiMajor === major && version.apiMinor >= minor);
}
