/** The checks of a request before it is sent (section 13.1 of the exchange's reference). */

import { createPublicKey, type KeyObject } from "node:crypto";
import { maximumRequestBytes } from "@/contracts/certificate-limits";

import type { Check } from "@/contracts/check";
import { nameKey } from "@/contracts/key-name";
import { RequestError } from "./errors";
import { findKeyWeakness } from "./key-pair";
import { isWeakSignature } from "./object-identifiers";
import type { CertificateRequest } from "./request";

const maximumCommonName = 63;

/** Judges a request; any `refuse` forbids sending it. */
export function checkRequest(request: CertificateRequest): Check[] {
  return [
    checkLength(request),
    checkSignature(request),
    checkKey(request),
    checkAlgorithm(request),
    checkSubject(request),
    checkAuthority(request),
    checkKeyUsage(request),
    checkPurpose(request),
    checkAttributes(request),
  ];
}

/** Whether the private key is the one that the request names. */
export function isKeyOfRequest(request: CertificateRequest, privateKey: KeyObject): boolean {
  return request.publicKey?.equals(createPublicKey(privateKey)) ?? false;
}

/** Throws {@link RequestError} `request-key-mismatch` unless the private key belongs to the request. */
export function requireRequestKey(request: CertificateRequest, privateKey: KeyObject): void {
  if (isKeyOfRequest(request, privateKey)) return;
  throw new RequestError("request-key-mismatch", "The private key does not belong to the request.");
}

function checkLength({ facts }: CertificateRequest): Check {
  const fits = facts.byteLength <= maximumRequestBytes;
  return {
    id: "length",
    title: "Short enough for the BMC",
    verdict: fits ? "pass" : "refuse",
    finding: fits
      ? `The request has ${facts.byteLength} of ${maximumRequestBytes} bytes.`
      : `The request has ${facts.byteLength} bytes; a longer one than ${maximumRequestBytes} ends the BMC's web server.`,
    evidence: [{ label: "Bytes", expected: `at most ${maximumRequestBytes}`, actual: String(facts.byteLength) }],
    remedy: fits ? null : "Ask for fewer names, or use a smaller key.",
  };
}

function checkSignature({ facts }: CertificateRequest): Check {
  return {
    id: "signature",
    title: "Signed by its own key",
    verdict: facts.isSignatureValid ? "pass" : "refuse",
    finding: facts.isSignatureValid
      ? "The signature verifies with the key in the request."
      : "The signature does not verify with the key in the request: it was changed or cut, or another key signed it.",
    evidence: [{ label: "Signature", expected: "valid", actual: facts.isSignatureValid ? "valid" : "not valid" }],
    remedy: facts.isSignatureValid ? null : "Make the request again.",
  };
}

function checkKey({ facts }: CertificateRequest): Check {
  const weakness = findKeyWeakness(facts.key);
  return {
    id: "key",
    title: "Key strong enough",
    verdict: weakness === null ? "pass" : "refuse",
    finding: weakness === null ? `The key is ${nameKey(facts.key)}.` : `The key is too weak: ${weakness}.`,
    evidence: [{ label: "Key", expected: "RSA of 2048 bits, P-256, or better", actual: nameKey(facts.key) }],
    remedy: weakness === null ? null : "Make a new key: RSA of 3072 bits, or P-256.",
  };
}

function checkAlgorithm({ facts }: CertificateRequest): Check {
  const isWeak = isWeakSignature(facts.signatureAlgorithm);
  return {
    id: "algorithm",
    title: "Signature strong enough",
    verdict: isWeak ? "refuse" : "pass",
    finding: `The request is signed by ${facts.signatureAlgorithm}${isWeak ? ", which is too weak" : ""}.`,
    evidence: [{ label: "Algorithm", expected: "SHA-256 or better", actual: facts.signatureAlgorithm }],
    remedy: isWeak ? "Make the request again with SHA-256." : null,
  };
}

function checkSubject({ facts }: CertificateRequest): Check {
  const name = facts.commonName;
  const length = name === null ? 0 : [...name].length;
  const fault =
    name === null || name.trim() === ""
      ? "The request has no common name."
      : length > maximumCommonName
        ? `The common name has ${length} characters.`
        : null;
  return {
    id: "subject",
    title: "Common name",
    verdict: fault === null ? "pass" : "refuse",
    finding: fault ?? `The request is for “${name}”. The VMI may replace the name.`,
    evidence: [{ label: "Common name", expected: `1 to ${maximumCommonName} characters`, actual: name }],
    remedy: fault === null ? null : "Make the request again with a common name of fewer than 64 characters.",
  };
}

function checkAuthority({ facts }: CertificateRequest): Check {
  return {
    id: "authority",
    title: "Asks for no authority",
    verdict: facts.asksForAuthority ? "refuse" : "pass",
    finding: facts.asksForAuthority
      ? "The request asks for a certificate that may sign others."
      : "The request asks for a certificate that may not sign others.",
    evidence: [{ label: "CA", expected: "FALSE", actual: facts.asksForAuthority ? "TRUE" : "FALSE" }],
    remedy: facts.asksForAuthority ? "Make the request again with CA:FALSE." : null,
  };
}

function checkKeyUsage({ facts: { keyUsage } }: CertificateRequest): Check {
  const fits = keyUsage.length === 0 || keyUsage.includes("digitalSignature");
  return {
    id: "key-usage",
    title: "Key usage",
    verdict: keyUsage.length === 0 ? "inform" : fits ? "pass" : "warn",
    finding:
      keyUsage.length === 0
        ? "The request leaves the key usage to the signer."
        : fits
          ? "The key may sign, as a TLS client does."
          : "The request does not ask for signatures, which a TLS client makes.",
    evidence: [{ label: "Key usage", expected: "digitalSignature", actual: keyUsage.join(", ") || null }],
    remedy: fits ? null : "The signer may ignore this; if not, the certificate will be refused.",
  };
}

function checkPurpose({ facts: { extendedKeyUsage } }: CertificateRequest): Check {
  const fits = extendedKeyUsage.length === 0 || extendedKeyUsage.includes("clientAuth");
  return {
    id: "purpose",
    title: "Purpose",
    verdict: extendedKeyUsage.length === 0 ? "inform" : fits ? "pass" : "warn",
    finding:
      extendedKeyUsage.length === 0
        ? "The request leaves the purpose to the signer."
        : fits
          ? "The request is for a TLS client."
          : "The request is not for a TLS client.",
    evidence: [{ label: "Extended key usage", expected: "clientAuth", actual: extendedKeyUsage.join(", ") || null }],
    remedy: fits ? null : "The signer may ignore this; if not, the certificate will be refused.",
  };
}

function checkAttributes({ facts: { otherAttributes } }: CertificateRequest): Check {
  const hasChallenge = otherAttributes.includes("challengePassword");
  return {
    id: "attributes",
    title: "Nothing else in it",
    verdict: hasChallenge ? "warn" : otherAttributes.length > 0 ? "inform" : "pass",
    finding: hasChallenge
      ? "The request holds a challenge password, which everybody who gets the request can read."
      : otherAttributes.length > 0
        ? "The request holds attributes that the VMI does not need."
        : "The request holds nothing but subject, key and the wish for extensions.",
    evidence: [{ label: "Attributes", expected: null, actual: otherAttributes.join(", ") || null }],
    remedy: hasChallenge ? "Make the request again without a challenge password." : null,
  };
}
