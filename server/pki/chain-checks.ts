/**
 * The independent checks on a presented chain (tls-profile-options section 6, step 6). A handshake reports its first
 * fault only; here every check has its own verdict, so two faults are both seen.
 */
import type { X509Certificate } from "node:crypto";
import type { CertificateFacts, CertificateVerdict, ChainCheckId, ChainEntry } from "@/contracts/certificate";
import { nameKey } from "@/contracts/key-name";
import type { TlsErrorClass, TlsPolicy } from "@/contracts/tls";
import { formatName, readCertificateFacts } from "./certificate";
import { type CertificatePath, findPath, isSame } from "./chain";
import { findNameFault } from "./name-check";
import { isWeakSignature } from "./object-identifiers";

const day = 86_400_000;
const warnDays = 30;

export interface ChainCheckInput {
  /** As the peer sent them, leaf first. */
  presented: X509Certificate[];
  anchors: X509Certificate[];
  /** The name to check: the profile's expected name, or the dialled host. */
  host: string;
  policy: Pick<TlsPolicy, "trust" | "allowCommonName" | "minKeyBits">;
  now?: Date;
}

export interface ChainCheck {
  id: ChainCheckId;
  status: "ok" | "warn" | "fail" | "skipped";
  finding: string;
  errorClass?: TlsErrorClass;
}

export interface ChainReport {
  checks: ChainCheck[];
  /** Leaf first, with a last entry of origin `missing` when an issuer is missing. */
  entries: ChainEntry[];
  path: CertificatePath;
}

interface Link {
  certificate: X509Certificate;
  facts: CertificateFacts;
  origin: "sent" | "bundle";
  verdicts: CertificateVerdict[];
}

/** Runs all checks on a chain. Throws PkiError `cert-unreadable` when a certificate has malformed contents. */
export function checkChain(input: ChainCheckInput): ChainReport {
  const { trust } = input.policy;
  const path = findPath(input.presented, input.anchors, { partialChain: trust.partialChain });
  const links = path.links.map((link) => ({ ...link, facts: readCertificateFacts(link.certificate), verdicts: [] }));
  const pinned = trust.mode === "pinned";
  const checks = [
    pinned ? skip("path", "The accepted certificate itself is trusted.") : checkPath(path),
    checkOrder(path, input.presented),
    checkDates(links, input.now ?? new Date()),
    checkName(links, input, pinned),
    checkPurpose(links),
    checkStrength(links, input.policy.minKeyBits),
    pinned ? checkPin(links, trust.pin?.fingerprint256 ?? "") : skip("pin", "No certificate is pinned."),
  ];
  return { checks, entries: drawEntries(links, path), path };
}

/** Smallest elliptic curve that is as strong as an RSA key of the given size (NIST SP 800-57 part 1, table 2). */
export function equivalentCurveBits(rsaBits: number): number {
  if (rsaBits >= 15_360) return 512;
  if (rsaBits >= 7_680) return 384;
  if (rsaBits >= 3_072) return 256;
  return rsaBits >= 2_048 ? 224 : 160;
}

/** Why the dates of a certificate forbid its use at `now`; null when they allow it. */
export function findDateFault(
  facts: CertificateFacts,
  now: Date,
): { errorClass: "expired" | "not-yet-valid"; finding: string } | null {
  if (now > new Date(facts.notAfter)) {
    return { errorClass: "expired", finding: `"${facts.subject}" expired on ${facts.notAfter}.` };
  }
  if (now >= new Date(facts.notBefore)) return null;
  const finding = `"${facts.subject}" is valid only from ${facts.notBefore}; it is now ${now.toISOString()}.`;
  return { errorClass: "not-yet-valid", finding };
}

function checkPath(path: CertificatePath): ChainCheck {
  const leaf = formatName(path.links[0]?.certificate.subject);
  const top = path.links.at(-1)?.certificate;
  const issuer = formatName(path.missingIssuer ?? undefined);
  switch (path.verdict) {
    case "trusted":
      return pass("path", `The chain ends at "${formatName(top?.subject)}", which you trust.`);
    case "self-signed":
      return fail("path", "self-signed", `"${leaf}" is self-signed and not in your bundle.`);
    case "unknown-ca-root-sent":
      return fail(
        "path",
        path.verdict,
        `The chain ends in the root "${formatName(top?.subject)}", which you do not trust.`,
      );
    case "unknown-ca":
      return fail("path", path.verdict, `The issuer of the last certificate sent, "${issuer}", is not in your bundle.`);
    case "chain-incomplete":
      return fail(
        "path",
        path.verdict,
        `The device sent only its own certificate and its issuer "${issuer}" is not among the trusted ones.`,
      );
    case "root-missing-in-bundle":
      return fail(
        "path",
        path.verdict,
        `Your bundle has "${formatName(top?.subject)}" but not its issuer "${issuer}".`,
      );
  }
}

function checkOrder(path: CertificatePath, presented: X509Certificate[]): ChainCheck {
  if (path.unused.length > 0) {
    const names = path.unused.map((certificate) => `"${formatName(certificate.subject)}"`).join(", ");
    return { id: "order", status: "warn", finding: `Certificates were sent that are not part of the chain: ${names}.` };
  }
  const expected = path.links.filter((link) => presented.some((one) => isSame(one, link.certificate)));
  const ordered = expected.every((link, index) => {
    const sent = presented[index];
    return sent !== undefined && isSame(sent, link.certificate);
  });
  return ordered
    ? pass("order", "The certificates were sent in the right order.")
    : {
        id: "order",
        status: "warn",
        finding: "The certificates were sent in the wrong order (RFC 5246 section 7.4.2).",
      };
}

function checkDates(links: Link[], now: Date): ChainCheck {
  const faults = links.flatMap((link) => {
    const fault = findDateFault(link.facts, now);
    const left = Math.floor((new Date(link.facts.notAfter).getTime() - now.getTime()) / day);
    const verdict: Omit<CertificateVerdict, "check"> =
      fault !== null
        ? { status: "fail", finding: fault.finding }
        : { status: left < warnDays ? "warn" : "ok", finding: `Valid for ${left} more days.` };
    link.verdicts.push({ check: "dates", ...verdict });
    return fault === null ? [] : [fault];
  });
  const [first] = faults;
  if (first !== undefined) return fail("dates", first.errorClass, faults.map(({ finding }) => finding).join(" "));
  const warned = links.some((link) => link.verdicts.some((verdict) => verdict.status === "warn"));
  return warned
    ? { id: "dates", status: "warn", finding: `A certificate ends within ${warnDays} days.` }
    : pass("dates", "All certificates are within their validity.");
}

function checkName(links: Link[], { host, policy }: ChainCheckInput, pinned: boolean): ChainCheck {
  const [leaf] = links;
  if (leaf === undefined) return skip("name", "No certificate was sent.");
  const fault = findNameFault(leaf.certificate, host, policy);
  if (fault === null) return report(leaf, pass("name", `The certificate is for ${host}.`));
  if (pinned)
    return report(leaf, { id: "name", status: "warn", finding: `${fault.finding} The pin replaces this check.` });
  return report(leaf, fail("name", fault.errorClass, fault.finding));
}

function checkPurpose(links: Link[]): ChainCheck {
  for (const [index, link] of links.entries()) {
    const finding = index === 0 ? findLeafPurposeFault(link.facts) : findIssuerFault(link.facts, index);
    if (finding !== null) return report(link, fail("purpose", "wrong-purpose", finding));
    report(link, pass("purpose", index === 0 ? "Usable as server certificate." : "Usable as issuer."));
  }
  return pass("purpose", "All certificates are allowed for what they are used for.");
}

function findLeafPurposeFault({ subject, extendedKeyUsage, keyUsage }: CertificateFacts): string | null {
  if (extendedKeyUsage.length > 0 && !extendedKeyUsage.includes("serverAuth")) {
    return `"${subject}" is not allowed as server certificate, only for ${extendedKeyUsage.join(", ")}.`;
  }
  const needed = ["digitalSignature", "keyEncipherment", "keyAgreement"];
  return keyUsage.length === 0 || needed.some((usage) => keyUsage.includes(usage))
    ? null
    : `The key of "${subject}" is not allowed for TLS, only for ${keyUsage.join(", ")}.`;
}

function findIssuerFault(facts: CertificateFacts, index: number): string | null {
  const { subject, isCertificateAuthority, keyUsage, extendedKeyUsage, pathLength } = facts;
  if (!isCertificateAuthority) return `"${subject}" issued a certificate but is not a CA.`;
  if (keyUsage.length > 0 && !keyUsage.includes("keyCertSign")) return `"${subject}" must not sign certificates.`;
  if (extendedKeyUsage.length > 0 && !extendedKeyUsage.includes("serverAuth")) {
    return `"${subject}" must not issue server certificates.`;
  }
  return pathLength !== null && index - 1 > pathLength ? `"${subject}" allows fewer CAs below it.` : null;
}

function checkStrength(links: Link[], minKeyBits: number): ChainCheck {
  const weaknesses = links.flatMap((link, index) => {
    const weakness =
      (index === 0 ? findKeyWeakness(link.facts, minKeyBits) : null) ?? findSignatureWeakness(link.facts);
    link.verdicts.push({
      check: "strength",
      status: weakness === null ? "ok" : "fail",
      finding: weakness ?? `${nameKey(link.facts.key)}, ${link.facts.signatureAlgorithm}.`,
    });
    return weakness ?? [];
  });
  return weaknesses.length === 0
    ? pass("strength", "Keys and signatures are strong enough.")
    : fail("strength", "weak-key", weaknesses.join(" "));
}

function findKeyWeakness(leaf: CertificateFacts, minKeyBits: number): string | null {
  const { type, bits } = leaf.key;
  if (bits === null) return null;
  const needed = type.startsWith("rsa") || type === "dsa" ? minKeyBits : equivalentCurveBits(minKeyBits);
  return bits >= needed ? null : `The key of "${leaf.subject}" has ${bits} bits; ${needed} are needed.`;
}

function findSignatureWeakness(facts: CertificateFacts): string | null {
  // A root is trusted because it is in the bundle; what it is signed with proves nothing.
  if (facts.selfSigned || !isWeakSignature(facts.signatureAlgorithm)) return null;
  return `"${facts.subject}" is signed by ${facts.signatureAlgorithm}, which is too weak.`;
}

function checkPin(links: Link[], accepted: string): ChainCheck {
  const [leaf] = links;
  if (leaf === undefined) return skip("pin", "No certificate was sent.");
  return leaf.facts.fingerprint256 === accepted.toUpperCase()
    ? report(leaf, pass("pin", "This is the certificate that was accepted."))
    : report(
        leaf,
        fail(
          "pin",
          "pin-mismatch",
          `The certificate changed: accepted was ${accepted}, sent was ${leaf.facts.fingerprint256}.`,
        ),
      );
}

function drawEntries(links: Link[], path: CertificatePath): ChainEntry[] {
  const entries: ChainEntry[] = links.map((link) => ({
    origin: link.origin,
    subject: link.facts.subject,
    facts: link.facts,
    verdicts: link.verdicts,
  }));
  if (path.missingIssuer !== null) {
    entries.push({ origin: "missing", subject: formatName(path.missingIssuer), facts: null, verdicts: [] });
  }
  return entries;
}

function report(link: Link, check: ChainCheck): ChainCheck {
  link.verdicts.push({ check: check.id, status: check.status, finding: check.finding });
  return check;
}

function pass(id: ChainCheckId, finding: string): ChainCheck {
  return { id, status: "ok", finding };
}

function skip(id: ChainCheckId, finding: string): ChainCheck {
  return { id, status: "skipped", finding };
}

function fail(id: ChainCheckId, errorClass: TlsErrorClass, finding: string): ChainCheck {
  return { id, status: "fail", errorClass, finding };
}
