/** The WBEM kind (CIM-XML over HTTP, DSP0200). */
import type { DeviceKind } from "../kind";
import { WbemConnection } from "./connection";
import { exposureOf, parseWbemSettings, type WbemDescription, wbemDescription } from "./descriptor";
import { diagnoseWbem, wbemDiagnosisSteps } from "./diagnose";
import { allowsWbemPath } from "./paths";
import { findRawFault } from "./raw-message";
import { logOn, reachWbem } from "./reach";
import { redactBody, redactText } from "./redaction";
import { requireStateChange } from "./state-changes";

/** As every kind; its description has an id of its own. */
export type WbemKind = Omit<DeviceKind<WbemConnection>, "description"> & { readonly description: WbemDescription };

export const wbemKind: WbemKind = {
  description: wbemDescription,

  parseSettings: (settings) =>
    Object.fromEntries(
      Object.entries(parseWbemSettings(settings)).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),

  exposure: exposureOf,

  async probe(target, signal) {
    const { http, latencyMs, offered } = await reachWbem(target, signal);
    await http.close();
    const facts: Record<string, string> =
      offered === null || offered.length === 0 ? {} : { "Authentication offered": offered.join(", ") };
    return { address: http.address, latencyMs, facts, certificatePem: http.certificatePem };
  },

  async signOn(target, options) {
    return new WbemConnection(await logOn(target, options), parseWbemSettings(target.settings), target.inbound);
  },

  /** There is nothing to be left behind. */
  signOffLeftBehind: async () => true,

  diagnosisSteps: wbemDiagnosisSteps,
  diagnose: diagnoseWbem,
  judgeOperation: (request) => void requireStateChange(request),
  allowsPath: allowsWbemPath,
  findBodyFault: findRawFault,
  redactBody,
  redactText,
};
