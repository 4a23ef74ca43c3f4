/** The HMC kind (HMC Web Services API). */
import { findJsonFault } from "../json-body";
import type { ConnectionTarget, DeviceKind, SessionHandle } from "../kind";
import { logoffSession } from "./client";
import type { HmcConnection } from "./connection";
import { hmcDescription, parseHmcSettings } from "./descriptor";
import { diagnoseHmc, hmcDiagnosisSteps } from "./diagnose";
import { openHmcHttp } from "./http";
import { requestOperation } from "./operations";
import { allowsHmcPath } from "./paths";
import { reachHmc } from "./reach";
import { redactBody, redactText } from "./redaction";
import { signOn } from "./sign-on";

export const hmcKind: DeviceKind<HmcConnection> = {
  description: hmcDescription,

  parseSettings: (settings) => ({ ...parseHmcSettings(settings) }),
  exposure: () => "encrypted",

  async probe(target, signal) {
    const { http, version, latencyMs } = await reachHmc(target, signal);
    await http.close();
    const facts: Record<string, string> = { "API version": `${version.apiMajor}.${version.apiMinor}` };
    if (version.hmcName !== null) facts["HMC name"] = version.hmcName;
    if (version.hmcVersion !== null) facts["HMC version"] = version.hmcVersion;
    return { address: http.address, latencyMs, facts, certificatePem: http.certificatePem };
  },

  signOn,

  async signOffLeftBehind(target: ConnectionTarget, handle: SessionHandle) {
    try {
      const http = await openHmcHttp(target, handle.address);
      const isGone = await logoffSession(http, handle.sessionId);
      http.destroy();
      return isGone;
    } catch {
      return false;
    }
  },

  diagnosisSteps: hmcDiagnosisSteps,
  diagnose: diagnoseHmc,
  judgeOperation: (request) => void requestOperation(request),
  allowsPath: allowsHmcPath,
  findBodyFault: findJsonFault,
  redactBody,
  redactText,
};
