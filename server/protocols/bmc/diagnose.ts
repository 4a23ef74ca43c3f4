/** The BMC's own steps of "Test connection" (BMC reference, sections 2, 7 and 12). */
import type { DiagnosisEvidence, DiagnosisStep } from "@/contracts/diagnosis";
import type { ConnectionTarget, LogonRules } from "../kind";
import { BmcClient } from "./client";
import type { ClockSkew } from "./clock";
import { diagnoseSession } from "./diagnose-session";
import { failure, running, skipFrom, step } from "./diagnosis-steps";
import { type ReachedBmc, reachBmc } from "./reach";
import { readCredentials } from "./sign-on";

function clockEvidence(clock: ClockSkew | null): DiagnosisEvidence[] {
  if (clock === null) return [];
  const seconds = Math.round(clock.skewMs / 1_000);
  return [
    { label: "Clock of the BMC", value: clock.deviceTime.toISOString() },
    { label: "Difference", value: `${seconds > 0 ? "+" : ""}${seconds} s` },
  ];
}

function describeRoot({ http, root, clock }: ReachedBmc, startedAt: number): DiagnosisStep {
  const isOff = clock !== null && clock.level !== "ok";
  const facts: [string, string | null][] = [
    ["Address", `${http.address.host}:${http.address.port}`],
    ["Redfish", root.redfishVersion],
    ["Model", root.model],
    ["Serial number", root.serialNumber],
  ];
  return step("http", startedAt, {
    status: isOff ? "warn" : "ok",
    finding: isOff
      ? "The Redfish service answers, but its clock and ours are apart."
      : `${root.product ?? root.vendor ?? "A Redfish service"} answers.`,
    evidence: [
      ...facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }])),
      ...clockEvidence(clock),
    ],
    remedy: isOff ? { text: "Set both clocks by a time server: certificates are judged by them." } : undefined,
  });
}

/**
 * Service root without login, then a session of its own that is logged off at the end, and in it what the work with this
 * BMC depends on.
 */
export async function* diagnoseBmc(
  target: ConnectionTarget,
  signal: AbortSignal,
  rules: LogonRules = {},
): AsyncGenerator<DiagnosisStep> {
  const startedAt = performance.now();
  yield running("http");
  let reached: ReachedBmc;
  try {
    reached = await reachBmc(target, signal);
  } catch (error) {
    yield failure("http", startedAt, error);
    yield* skipFrom("logon", "The Redfish service does not answer.");
    return;
  }
  const { http, root } = reached;
  const client = new BmcClient({
    ...rules,
    http,
    sessionsUri: root.sessionsUri,
    credentials: () => readCredentials(target),
  });
  try {
    yield describeRoot(reached, startedAt);
    const logonAt = performance.now();
    yield running("logon");
    try {
      const { roles, userName } = await client.session();
      yield step("logon", logonAt, {
        status: "ok",
        finding: "Logged on.",
        evidence: [{ label: "User", value: userName }, ...roles.map((role) => ({ label: "Role", value: role }))],
      });
    } catch (error) {
      yield failure("logon", logonAt, error);
      yield* skipFrom("bmc-role", "The console could not log on.");
      return;
    }
    yield* diagnoseSession({ client, root }, signal);
  } finally {
    await client.logoff();
    http.destroy();
  }
}
