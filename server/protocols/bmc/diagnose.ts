/** The BMC's own steps of "Test connection" (BMC reference, sections 2, 7 and 12). */
import type { DiagnosisEvidence, DiagnosisStep, DiagnosisStepId } from "@/contracts/diagnosis";
import { describeFailure } from "../diagnosis-failure";
import type { ConnectionTarget, LogonRules } from "../kind";
import { judgeRoles } from "./access";
import { BmcClient } from "./client";
import type { ClockSkew } from "./clock";
import { type ReachedBmc, reachBmc } from "./reach";
import { readCredentials } from "./sign-on";

/** The steps in their order. */
export const bmcDiagnosisSteps = [
  { id: "http", title: "Redfish service answers" },
  { id: "logon", title: "Log on to the BMC" },
] as const satisfies readonly Pick<DiagnosisStep, "id" | "title">[];

function step(
  id: DiagnosisStepId,
  startedAt: number | undefined,
  facts: Pick<DiagnosisStep, "status" | "finding"> & Partial<DiagnosisStep>,
): DiagnosisStep {
  const durationMs = startedAt === undefined ? 0 : performance.now() - startedAt;
  return {
    id,
    title: bmcDiagnosisSteps.find((known) => known.id === id)?.title ?? id,
    durationMs,
    evidence: [],
    ...facts,
  };
}
const running = (id: DiagnosisStepId) => step(id, undefined, { status: "running", finding: "" });

const failure = (id: DiagnosisStepId, startedAt: number, error: unknown) =>
  step(id, startedAt, { status: "fail", ...describeFailure(error) });

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

/** Service root without login, then a session of its own that is logged off at the end. */
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
    yield step("logon", undefined, { status: "skipped", finding: "The Redfish service does not answer." });
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
      const { roles } = await client.session();
      const { maySignCertificates } = judgeRoles(roles);
      yield step("logon", logonAt, {
        status: maySignCertificates === false ? "warn" : "ok",
        finding:
          maySignCertificates === false
            ? "Logged on, but the role is too low for certificates of the host."
            : "Logged on.",
        evidence: roles.length === 0 ? [] : [{ label: "Role", value: roles.join(", ") }],
        remedy: maySignCertificates === false ? { text: "Use a BMC user with the role Administrator." } : undefined,
      });
    } catch (error) {
      yield failure("logon", logonAt, error);
    }
  } finally {
    await client.logoff();
    http.destroy();
  }
}
