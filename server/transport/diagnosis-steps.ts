/** How the transport's steps of "Test connection" are run and told. */
import type { ChainEntry } from "@/contracts/certificate";
import type { DiagnosisEvidence, DiagnosisFault, DiagnosisStep } from "@/contracts/diagnosis";
import type { AddressPolicy } from "./address-policy";
import { listEvidence, skippedStep, toFault } from "./diagnosis-remedies";
import type { ResolveAddresses } from "./dial";
import type { ProxyAddress } from "./proxy";
import type { ResolvedTlsPolicy } from "./tls-context";

export const titles = {
  configuration: "Configuration",
  dns: "Name resolution",
  policy: "Address policy",
  tcp: "TCP connection",
  proxy: "Tunnel through the proxy",
  "tls-presented": "TLS handshake without trust",
  "tls-checks": "Certificate checks",
  "tls-verified": "Verified TLS handshake",
  "tls-range": "TLS versions of the server",
} as const;

export type TransportStepId = keyof typeof titles;

export interface DiagnosisTarget {
  host: string;
  port: number;
  tls: ResolvedTlsPolicy;
  addressPolicy: AddressPolicy;
  proxy?: ProxyAddress;
  resolve?: ResolveAddresses;
  signal?: AbortSignal;
  /** False for a profile that wants no TLS: its steps are left out. */
  isEncrypted?: boolean;
  /** Also find out which TLS versions the server speaks; done anyway when there is no common one. */
  probeVersions?: boolean;
}

/** What a step found; `value` is what later steps need and is absent when they cannot run. */
export interface StepResult<T> {
  status: "ok" | "warn" | "fail" | "skipped";
  finding: string;
  evidence?: DiagnosisEvidence[];
  faults?: DiagnosisFault[];
  certificates?: ChainEntry[];
  value?: T;
}

/**
 * Runs one step: yields it as running, then as ended with its duration. A TransportError or PkiError of `work` becomes a
 * failed step.
 */
export async function* runStep<T>(
  id: TransportStepId,
  work: () => Promise<StepResult<T>>,
): AsyncGenerator<DiagnosisStep, T | undefined> {
  const title = titles[id];
  yield { id, title, status: "running", durationMs: 0, finding: "", evidence: [] };
  const started = performance.now();
  const result = await work().catch((error: unknown): StepResult<T> => {
    const fault = toFault(error);
    return { status: "fail", finding: fault.finding, evidence: listEvidence(error), faults: [fault] };
  });
  const { status, finding, evidence = [], faults, certificates } = result;
  const [first] = faults ?? [];
  yield {
    id,
    title,
    status,
    durationMs: Math.round(performance.now() - started),
    finding,
    evidence,
    ...(first === undefined ? {} : { errorClass: first.errorClass, remedy: first.remedy, faults }),
    ...(certificates === undefined ? {} : { certificates }),
  };
  return result.value;
}

/** A step that could not be tried because an earlier one has failed. */
export async function* skip(id: TransportStepId, failed: TransportStepId): AsyncGenerator<DiagnosisStep, undefined> {
  yield skippedStep({ id, title: titles[id] }, titles[failed]);
  return undefined;
}
