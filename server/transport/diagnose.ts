/**
 * Steps 1 to 8 of "Test connection" (tls-profile-options section 6). All steps that can run do run, so that two faults
 * are both shown; nothing is sent to a server before it has passed every check.
 */

import type { X509Certificate } from "node:crypto";
import type { ChainEntry } from "@/contracts/certificate";
import { countOf } from "@/contracts/count";
import type { DiagnosisEvidence, DiagnosisFault, DiagnosisStep } from "@/contracts/diagnosis";
import { allowsLegacyTls, type TlsPolicy } from "@/contracts/tls";
import { parseCertificate, readCertificateFacts } from "@/server/pki/certificate";
import { type ChainReport, checkChain, findDateFault } from "@/server/pki/chain-checks";
import { readCertificateFile } from "@/server/pki/pem";
import { probeClientCertificate } from "./client-certificate-probe";
import { reachDevice } from "./diagnose-reach";
import { findRemedy, listChecks, listEvidence, toFault } from "./diagnosis-remedies";
import { type DiagnosisTarget, runStep, type StepResult, skip, titles } from "./diagnosis-steps";
import { findCertificateVerdict, TransportError } from "./errors";
import { type HandshakeObservation, type ObservationTarget, observeHandshake } from "./handshake-observation";
import { findSupportedVersions, type OpenHandshake, openHandshake, readPlainBanner } from "./open-handshake";
import { connectVerified, expectedName } from "./tls";
import {
  createTlsContext,
  findEndedClientCertificate,
  type ResolvedTlsPolicy,
  requireTrustInForce,
} from "./tls-context";

export type { DiagnosisTarget } from "./diagnosis-steps";

const tlsSteps = ["tls-presented", "tls-checks", "tls-verified"] as const;

const trustWords: Record<TlsPolicy["trust"]["mode"], string> = {
  system: "public CAs",
  bundle: "CAs of the profile",
  pinned: "one accepted certificate",
  insecure: "not verified",
};

/**
 * Diagnoses everything below the protocol. Returns true when the verified handshake succeeded, so that protocol steps can
 * follow. Throws only what is neither a TransportError nor a PkiError.
 */
export async function* diagnoseTransport(target: DiagnosisTarget): AsyncGenerator<DiagnosisStep, boolean> {
  const { policy } = target.tls;
  const context = yield* runStep("configuration", () =>
    target.isEncrypted === false ? describeClear() : checkConfiguration(target.tls),
  );
  const reached = yield* reachDevice(target);
  if ("failed" in reached) {
    for (const id of tlsSteps) yield* skip(id, reached.failed);
    return false;
  }
  if (target.isEncrypted === false) {
    for (const id of tlsSteps) {
      const finding = "Left out: the profile wants a connection without TLS.";
      yield { id, title: titles[id], status: "skipped", durationMs: 0, finding, evidence: [] };
    }
    return true;
  }
  const name = expectedName(reached.host, policy);
  const observed: ObservationTarget = {
    ...reached,
    servername: name.isAddress ? "" : name.name,
    timeouts: policy.timeouts,
    signal: target.signal,
  };
  const presented = yield* runStep("tls-presented", () => showServer(target, observed));
  const trusted =
    presented === undefined || presented.length === 0
      ? yield* skip("tls-checks", "tls-presented")
      : yield* runStep("tls-checks", () => checkPresented(target.tls, presented, name.name));
  if (context === undefined) {
    yield* skip("tls-verified", "configuration");
    return false;
  }
  let lastClass: string | undefined;
  const verified = yield* runStep("tls-verified", async () => {
    try {
      return await verifyHandshake(target, context, reached.address, trusted);
    } catch (error) {
      lastClass = error instanceof TransportError ? error.class : undefined;
      const chain = presented === undefined ? [] : drawSent(presented);
      const fault = toFault(error, chain);
      return { status: "fail" as const, finding: fault.finding, evidence: listEvidence(error), faults: [fault] };
    }
  });
  if (target.probeVersions === true || lastClass === "protocol-mismatch") {
    yield* runStep("tls-range", () => showVersions(observed));
  }
  return verified === true;
}

type Context = Awaited<ReturnType<typeof createTlsContext>>;

async function checkConfiguration(resolved: ResolvedTlsPolicy): Promise<StepResult<Context>> {
  const { policy, clientIdentity, anchors } = resolved;
  requireTrustInForce(policy);
  const context = await createTlsContext(resolved);
  const warnings: string[] = [];
  const faults: DiagnosisFault[] = [];
  for (const { facts } of anchors.flatMap((text) => readCertificateFile(text).certificates)) {
    const fault = findDateFault(facts, new Date());
    if (fault !== null) warnings.push(`In your bundle: ${fault.finding}`);
  }
  const ended = clientIdentity === null ? null : findEndedClientCertificate(clientIdentity.chainPem);
  if (ended !== null) {
    const finding = `Your client certificate expired on ${ended.notAfter.toISOString()}.`;
    faults.push({ errorClass: "client-cert-expired", finding, remedy: findRemedy("client-cert-expired") });
  }
  if (policy.trust.mode === "insecure") warnings.push("Nothing is verified: anyone in between can read the password.");
  if (allowsLegacyTls(policy)) warnings.push("TLS 1.0 or 1.1 is allowed.");
  const evidence = [
    { label: "Trust", value: trustWords[policy.trust.mode] },
    { label: "Versions", value: `${policy.minVersion} to ${policy.maxVersion}` },
    {
      label: "Client certificate",
      value: clientIdentity === null ? "none" : describeIdentity(clientIdentity.chainPem),
    },
  ];
  const [fault] = faults;
  if (fault !== undefined) return { status: "fail", finding: fault.finding, evidence, faults, value: context };
  if (warnings.length > 0) return { status: "warn", finding: warnings.join(" "), evidence, value: context };
  return { status: "ok", finding: "Certificates, keys, ciphers and versions are usable.", evidence, value: context };
}

async function describeClear(): Promise<StepResult<Context>> {
  const finding = "Nothing is encrypted or verified: anyone in between can read and change what is sent.";
  return { status: "warn", finding, evidence: [{ label: "Transport", value: "without TLS" }] };
}

async function showServer(
  target: DiagnosisTarget,
  observed: ObservationTarget,
): Promise<StepResult<X509Certificate[]>> {
  const watched = await observeHandshake(observed).catch(() => null);
  let open: OpenHandshake | null = null;
  let failure: unknown;
  try {
    open = await openHandshake(observed, { minVersion: "TLSv1", maxVersion: "TLSv1.3" });
  } catch (error) {
    failure = error;
  }
  const certificates =
    watched !== null && watched.certificates.length > 0 ? watched.certificates : (open?.certificates ?? []);
  const evidence = describeServer(observed, open, watched);
  const wantsCertificate = isCertificateRequired(open, failure, watched) && target.tls.clientIdentity === null;
  const drawn = drawSent(certificates);
  if (wantsCertificate) {
    const finding = "The server wants a client certificate and none is attached.";
    const fault: DiagnosisFault = {
      errorClass: "client-cert-required",
      finding,
      remedy: findRemedy("client-cert-required"),
    };
    return { status: "fail", finding, evidence, faults: [fault], certificates: drawn, value: certificates };
  }
  if (certificates.length === 0 && failure !== undefined) {
    const fault = toFault(failure);
    const banner = fault.errorClass === "not-tls" ? await readPlainBanner(observed).catch(() => null) : null;
    const shown = banner === null ? [] : [{ label: "Answers in plain text", value: banner }];
    return {
      status: "fail",
      finding: fault.finding,
      evidence: [...evidence, ...listEvidence(failure), ...shown],
      faults: [fault],
    };
  }
  const finding = `The server speaks TLS and presents ${countOf(certificates.length, "certificate")}.`;
  return { status: "ok", finding, evidence, certificates: drawn, value: certificates };
}

function isCertificateRequired(
  open: OpenHandshake | null,
  failure: unknown,
  watched: HandshakeObservation | null,
): boolean {
  if (findCertificateVerdict(open?.objection, false) !== null) return true;
  return failure !== undefined && watched?.clientCertificateRequested === true;
}

function describeServer(
  observed: ObservationTarget,
  open: OpenHandshake | null,
  watched: HandshakeObservation | null,
): DiagnosisEvidence[] {
  const evidence = [{ label: "Server name sent", value: observed.servername === "" ? "none" : observed.servername }];
  if (open !== null) {
    evidence.push({ label: "TLS version", value: open.protocol }, { label: "Cipher", value: open.cipher });
    evidence.push({ label: "Key exchange", value: open.keyExchange });
  }
  if (watched !== null) {
    evidence.push({
      label: "Client certificate",
      value: watched.clientCertificateRequested ? "requested" : "not requested",
    });
    const names = watched.acceptedAuthorities.slice(0, 10).join("; ");
    if (names !== "") evidence.push({ label: "Accepted client CAs", value: names });
  }
  return evidence;
}

async function checkPresented(
  { policy, anchors }: ResolvedTlsPolicy,
  presented: X509Certificate[],
  host: string,
): Promise<StepResult<TrustedChain>> {
  const trusted = await readAnchors({ policy, anchors, clientIdentity: null });
  const { checks, entries, path } = checkChain({ presented, anchors: trusted, host, policy });
  const faults = checks.flatMap(({ errorClass, finding }) =>
    errorClass === undefined ? [] : [{ errorClass, finding, remedy: findRemedy(errorClass, entries) }],
  );
  const warned = checks.filter((check) => check.status === "warn");
  const told = faults.length > 0 ? faults : warned;
  const evidence = listChecks(checks.filter(({ finding }) => !told.some((one) => one.finding === finding)));
  const result = { evidence, certificates: entries };
  const finding = told.map((one) => one.finding).join(" ");
  if (faults.length > 0)
    return { ...result, faults, status: policy.trust.mode === "insecure" ? "warn" : "fail", finding };
  const value = policy.trust.mode === "pinned" ? undefined : describeTrust(path);
  if (warned.length > 0) return { ...result, status: "warn", finding, value };
  const passed = value?.isPartial
    ? `Every check has passed. The profile trusts the intermediate CA "${value.anchor}" by itself, so its root is not needed (partial chain).`
    : "Every check has passed.";
  return { ...result, status: "ok", finding: passed, value };
}

interface TrustedChain {
  /** Subject of the certificate that is trusted. */
  anchor: string;
  /** It is no root, and the profile lets it end the chain. */
  isPartial: boolean;
}

function describeTrust({ verdict, links }: ChainReport["path"]): TrustedChain | undefined {
  const top = links.at(-1)?.certificate;
  if (verdict !== "trusted" || top === undefined) return undefined;
  const { subject, selfSigned } = readCertificateFacts(top);
  return { anchor: subject, isPartial: !selfSigned };
}

async function readAnchors(resolved: ResolvedTlsPolicy): Promise<X509Certificate[]> {
  try {
    return (await createTlsContext({ ...resolved, policy: { ...resolved.policy, ciphers: "" } })).anchors;
  } catch {
    // The configuration step has already said what is wrong; without anchors the checks still tell the rest.
    return [];
  }
}

async function verifyHandshake(
  target: DiagnosisTarget,
  context: Context,
  address: string,
  trusted: TrustedChain | undefined,
): Promise<StepResult<true>> {
  // Of the device or, with a proxy, of the proxy: whichever name is resolved here.
  const dialled = { ...target, resolve: async () => [address] };
  const { socket, ...connection } = await connectVerified(dialled, context);
  socket.destroy();
  const objection = await probeClientCertificate(dialled, context);
  if (objection !== null) throw objection;
  const evidence = [
    { label: "TLS version", value: connection.protocol },
    { label: "Cipher", value: connection.cipher },
    { label: "Handshake", value: `${Math.round(connection.handshakeMs)} ms` },
    ...(trusted === undefined
      ? []
      : [
          { label: "Trusted through", value: trusted.isPartial ? `${trusted.anchor} (partial chain)` : trusted.anchor },
        ]),
  ];
  const insecure = target.tls.policy.trust.mode === "insecure";
  const finding = insecure ? "Connected without verification." : "The server is who it should be.";
  return { status: insecure ? "warn" : "ok", finding, evidence, value: true };
}

async function showVersions(observed: ObservationTarget): Promise<StepResult<true>> {
  const versions = await findSupportedVersions(observed);
  return {
    status: versions.length > 0 ? "ok" : "warn",
    finding: `The server speaks ${versions.join(", ") || "no TLS version"}.`,
  };
}

function drawSent(certificates: X509Certificate[]): ChainEntry[] {
  return certificates.map((certificate) => {
    const facts = readCertificateFacts(certificate);
    return { origin: "sent", subject: facts.subject, facts, verdicts: [] };
  });
}

function describeIdentity(chainPem: string): string {
  return readCertificateFacts(parseCertificate(chainPem)).subject;
}
