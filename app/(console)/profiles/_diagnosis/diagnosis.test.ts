import { describe, expect, it } from "vitest";
import type { CertificateFacts } from "@/contracts/certificate";
import { type DiagnosisStep, diagnosisStepSchema } from "@/contracts/diagnosis";
import { reportText } from "./report-text";
import { endSteps, mergeStep, presentedFingerprint } from "./steps";

function step(change: Partial<DiagnosisStep>): DiagnosisStep {
  return diagnosisStepSchema.parse({
    id: "dns",
    title: "Name resolution",
    status: "ok",
    durationMs: 3,
    finding: "One address",
    ...change,
  });
}

const leaf: CertificateFacts = {
  subject: "CN=hmc1",
  issuer: "CN=Site CA",
  commonName: "hmc1",
  serialNumber: "01",
  notBefore: "2026-01-01T00:00:00Z",
  notAfter: "2027-01-01T00:00:00Z",
  isCertificateAuthority: false,
  pathLength: null,
  selfSigned: false,
  key: { type: "RSA", bits: 2048, curve: null },
  signatureAlgorithm: "sha256WithRSAEncryption",
  subjectAltNames: [],
  keyUsage: [],
  extendedKeyUsage: [],
  fingerprint256: Array(32).fill("AB").join(":"),
  publicKeyFingerprint256: Array(32).fill("CD").join(":"),
  pem: "",
};

const presented = step({
  id: "tls-presented",
  title: "TLS handshake",
  certificates: [
    { origin: "sent", subject: "CN=hmc1", facts: leaf, verdicts: [] },
    { origin: "missing", subject: "CN=Site CA", facts: null, verdicts: [] },
  ],
});

describe("steps", () => {
  it("replaces a step in its place when it ends", () => {
    const running = [step({ id: "dns" }), step({ id: "tcp", status: "running" })];
    const steps = mergeStep(mergeStep(running, step({ id: "http" })), step({ id: "tcp", finding: "Connected" }));
    expect(steps.map(({ id, status }) => [id, status])).toEqual([
      ["dns", "ok"],
      ["tcp", "ok"],
      ["http", "ok"],
    ]);
  });

  it("leaves no step running once the test is broken off", () => {
    const [first, second] = endSteps([step({}), step({ id: "tcp", status: "running" })]);
    expect(first?.status).toBe("ok");
    expect(second?.status).toBe("skipped");
  });

  it("finds the fingerprint of the presented leaf", () => {
    expect(presentedFingerprint([step({}), presented])).toBe(leaf.fingerprint256);
    expect(presentedFingerprint([step({})])).toBeNull();
  });
});

describe("reportText", () => {
  const head = {
    profileName: "HMC one",
    address: "hmc1:6794",
    revision: 4,
    startedAt: "2026-03-01T10:00:00Z",
    endedAt: "2026-03-01T10:00:02Z",
  };

  it("holds head, steps with faults and remedies, and the chain", () => {
    const text = reportText(head, [
      presented,
      step({
        id: "tls-checks",
        title: "Checks",
        status: "fail",
        finding: "1 fault",
        faults: [{ errorClass: "unknown-ca", finding: "Nobody vouches", remedy: { text: "Trust the CA" } }],
      }),
    ]);
    expect(text).toContain("Connection test of HMC one (hmc1:6794)");
    expect(text).toContain("Profile revision: 4");
    expect(text).toContain("[fail] Checks");
    expect(text).toContain("unknown-ca: Nobody vouches");
    expect(text).toContain("Trust the CA");
    expect(text).toContain(`SHA-256: ${leaf.fingerprint256}`);
    expect(text).toContain("2. CN=Site CA (missing)");
  });

  it("says when the test has not ended", () => {
    expect(reportText({ ...head, endedAt: null }, [])).toContain("Ended: not yet");
  });
});
