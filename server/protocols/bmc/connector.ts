/** The BMC kind (Redfish, and IBM's routes beside it). */
import { findJsonFault } from "../json-body";
import type { ConnectionTarget, DeviceKind, SessionHandle } from "../kind";
import { logoffSession } from "./client";
import type { BmcConnection } from "./connection";
import { type BmcDescription, bmcDescription, parseBmcSettings } from "./descriptor";
import { diagnoseBmc } from "./diagnose";
import { bmcDiagnosisSteps } from "./diagnosis-steps";
import { openBmcHttp } from "./http";
import { requireOperation } from "./operations";
import { allowsBmcPath } from "./paths";
import { reachBmc } from "./reach";
import { redactBody, redactText } from "./redaction";
import { decodeHandle } from "./session";
import { signOn } from "./sign-on";

/** As every kind; its description has an id of its own. */
export type BmcKind = Omit<DeviceKind<BmcConnection>, "description"> & { readonly description: BmcDescription };

export const bmcKind: BmcKind = {
  description: bmcDescription,

  parseSettings: (settings) => ({ ...parseBmcSettings(settings) }),
  exposure: () => "encrypted",

  async probe(target, signal) {
    const { http, root, clock, latencyMs } = await reachBmc(target, signal);
    await http.close();
    const named: [string, string | null][] = [
      ["Product", root.product],
      ["Redfish version", root.redfishVersion],
      ["Model", root.model],
      ["Serial number", root.serialNumber],
      ["Clock difference", clock === null ? null : `${Math.round(clock.skewMs / 1_000)} s`],
    ];
    const facts = Object.fromEntries(named.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
    return { address: http.address, latencyMs, facts, certificatePem: http.certificatePem };
  },

  signOn,

  async signOffLeftBehind(target: ConnectionTarget, handle: SessionHandle) {
    try {
      const http = await openBmcHttp(target, handle.address);
      const isGone = await logoffSession(http, decodeHandle(handle.sessionId));
      http.destroy();
      return isGone;
    } catch {
      return false;
    }
  },

  diagnosisSteps: bmcDiagnosisSteps,
  diagnose: diagnoseBmc,
  judgeOperation: (request) => void requireOperation(request),
  allowsPath: allowsBmcPath,
  findBodyFault: findJsonFault,
  redactBody,
  redactText,
};
