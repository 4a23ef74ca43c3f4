/** Checks 1 to 4: form and content of the answers, and whose key the certificate is for. */
import type { KeyObject, X509Certificate } from "node:crypto";
import { fingerprint256 } from "../certificate";
import type { ExchangeInput } from "./input";
import { count, type Material, maximumAnswerBytes } from "./material";
import { type Judgement, noCertificate } from "./verdicts";

const signAgain = "Sign again. If it stays so, look at the host's firmware level and its error log.";

export function judgeAnswer({ answer, authorityAnswer }: Material): Judgement {
  const expected = `a text of at most ${maximumAnswerBytes} bytes`;
  const evidence = [
    { label: "Certificate", expected, actual: answer.description },
    { label: "Root", expected, actual: authorityAnswer.description },
  ];
  if (answer.formFault !== null) {
    return {
      verdict: "refuse",
      finding: `The certificate cannot be used: ${answer.formFault}.`,
      evidence,
      remedy: signAgain,
    };
  }
  if (authorityAnswer.formFault !== null) {
    return {
      verdict: "refuse",
      finding: `The root certificate cannot be used: ${authorityAnswer.formFault}.`,
      evidence,
      remedy: "The BMC has no root certificate yet, or an empty one: the VMI delivers it when the host starts.",
    };
  }
  return { verdict: "pass", finding: "Certificate and root came as texts of a sensible length.", evidence };
}

export function judgeContent({ answer, authorityAnswer }: Material): Judgement {
  const evidence = [
    {
      label: "Certificate",
      expected: "CERTIFICATE blocks",
      actual: answer.contentFault ?? count(answer.certificates.length, "certificate"),
    },
    {
      label: "Root",
      expected: "CERTIFICATE blocks",
      actual: authorityAnswer.contentFault ?? count(authorityAnswer.certificates.length, "certificate"),
    },
  ];
  if (answer.formFault !== null && authorityAnswer.formFault !== null) {
    return { verdict: "skipped", finding: "There is nothing to read; see check 1.", evidence };
  }
  const faults = [
    answer.contentFault === null ? null : `In the answer, ${answer.contentFault}.`,
    authorityAnswer.contentFault === null ? null : `In the root, ${authorityAnswer.contentFault}.`,
  ].filter((fault) => fault !== null);
  if (faults.length === 0) {
    return { verdict: "pass", finding: "Both hold certificates and nothing else.", evidence };
  }
  const hasKey = faults.some((fault) => fault.includes("a private key"));
  return {
    verdict: "refuse",
    finding: faults.join(" "),
    evidence,
    remedy: hasKey
      ? "A private key must never travel. Regard that key as known to others, and sign again with a new one."
      : signAgain,
  };
}

export function judgeRequestKey({ candidates, answer }: Material, { request }: ExchangeInput): Judgement {
  const expected = request.facts.publicKeyFingerprint256;
  const evidence = answer.certificates.map(({ facts }) => ({
    label: `Key of “${facts.subject}”`,
    expected,
    actual: facts.publicKeyFingerprint256,
  }));
  if (candidates.length === 1) {
    return { verdict: "pass", finding: "Exactly one certificate carries the key of the request.", evidence };
  }
  if (answer.certificates.length === 0) {
    return {
      verdict: "refuse",
      finding: "No certificate was received.",
      evidence: [{ label: "Key", expected, actual: null }],
      remedy: signAgain,
    };
  }
  return {
    verdict: "refuse",
    finding:
      candidates.length === 0
        ? "The certificate is for another key than that of the request."
        : `${count(candidates.length, "different certificate")} carry the key of the request.`,
    evidence,
    remedy:
      candidates.length === 0
        ? "This is the certificate of another request; it may belong to another console. Sign again."
        : signAgain,
  };
}

export function judgePrivateKey({ leaf }: Material, { publicKey }: ExchangeInput): Judgement {
  if (leaf === null) return noCertificate;
  if (publicKey === null) {
    return { verdict: "skipped", finding: "The private key is not kept here, so that it cannot be compared." };
  }
  const expected = fingerprint256(publicKey.export({ format: "der", type: "spki" }));
  const evidence = [{ label: "Public key", expected, actual: leaf.facts.publicKeyFingerprint256 }];
  return isSameKey(leaf.certificate, publicKey)
    ? { verdict: "pass", finding: "The certificate belongs to the private key that is kept.", evidence }
    : {
        verdict: "refuse",
        finding: "The certificate does not belong to the private key that is kept.",
        evidence,
        remedy: "The key was replaced after the request had been made. Make a new request.",
      };
}

function isSameKey(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.publicKey.equals(key);
  } catch {
    // A key of a type that OpenSSL does not know.
    return false;
  }
}
