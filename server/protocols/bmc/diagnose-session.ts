/** What "Test connection" looks at in a session (BMC reference, sections 3, 9.2 and 11). */
import type { DiagnosisStatus, DiagnosisStep, DiagnosisStepId } from "@/contracts/diagnosis";
import { NotificationsUnavailable } from "../errors";
import { judgeRoles } from "./access";
import type { BmcClient } from "./client";
import { failure, running, step } from "./diagnosis-steps";
import { type Finding, judgeHostState, judgeOffer, judgeRole } from "./findings";
import { findOffer } from "./host-certificate";
import { readHostReadiness } from "./host-readiness";
import { RedfishReader } from "./resource";
import type { ServiceRoot } from "./service-root";
import { findStream } from "./subscribe";
import { findSystems } from "./systems";

interface SessionUnderTest {
  client: BmcClient;
  root: ServiceRoot;
}

/** None of this keeps the console from the BMC: what is missing is worth a warning. */
const statusOf: Readonly<Record<Finding["verdict"], DiagnosisStatus>> = {
  pass: "ok",
  inform: "ok",
  warn: "warn",
  ask: "warn",
  refuse: "warn",
  skipped: "skipped",
};

async function judgeExchange({ client }: SessionUnderTest, signal: AbortSignal): Promise<Finding> {
  const verdict = await findOffer(client, signal);
  // Nothing is wrong with a server of another maker, or with community firmware.
  return { ...judgeOffer(verdict), ...(verdict.kind === "not-offered" ? { verdict: "skipped" } : {}) };
}

async function judgeHost({ client, root }: SessionUnderTest, signal: AbortSignal): Promise<Finding> {
  const reader = new RedfishReader(client, root.features);
  const host = await readHostReadiness(reader, await findSystems(reader, root, signal), signal);
  return { ...judgeHostState(host), ...(host.state === "no-hypervisor" ? { verdict: "skipped" } : {}) };
}

/** By what the service says of itself: a stream more than needed would take the place of somebody else's. */
async function judgeEvents({ client, root }: SessionUnderTest, signal: AbortSignal): Promise<Finding> {
  let uri: string;
  try {
    uri = await findStream({ reader: new RedfishReader(client, root.features), root }, signal);
  } catch (error) {
    if (!(error instanceof NotificationsUnavailable)) throw error;
    const remedy = error.remedy ?? "Nothing has to be done: the console asks for the state from time to time.";
    return { verdict: "warn", finding: error.message, remedy };
  }
  const { privileges } = judgeRoles((await client.session()).roles);
  const mayListen = privileges?.some((name) => name === "ConfigureManager" || name === "ConfigureComponents");
  const evidence = [{ label: "Stream", expected: null, actual: uri }];
  return mayListen === false
    ? {
        verdict: "warn",
        finding: "The BMC has an event stream, but the role is too low for it.",
        remedy: "Use a BMC user with the role Operator or Administrator. Until then the console polls.",
        evidence,
      }
    : { verdict: "pass", finding: "The BMC offers an event stream.", evidence };
}

const steps: readonly {
  id: DiagnosisStepId;
  judge(session: SessionUnderTest, signal: AbortSignal): Promise<Finding>;
}[] = [
  { id: "bmc-role", judge: async ({ client }) => judgeRole(judgeRoles((await client.session()).roles)) },
  { id: "bmc-exchange", judge: judgeExchange },
  { id: "bmc-host", judge: judgeHost },
  { id: "bmc-events", judge: judgeEvents },
];

/** Role, certificate exchange, host and event stream, each with its finding and what to do about it. */
export async function* diagnoseSession(session: SessionUnderTest, signal: AbortSignal): AsyncGenerator<DiagnosisStep> {
  for (const { id, judge } of steps) {
    const startedAt = performance.now();
    yield running(id);
    try {
      const { verdict, finding, remedy, evidence = [] } = await judge(session, signal);
      yield step(id, startedAt, {
        status: statusOf[verdict],
        finding,
        evidence: evidence.flatMap(({ label, actual }) => (actual === null ? [] : [{ label, value: actual }])),
        remedy: remedy ? { text: remedy } : undefined,
      });
    } catch (error) {
      yield failure(id, startedAt, error);
    }
  }
}
