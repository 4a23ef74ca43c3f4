/** Checks 8 to 14: what the certificates say of themselves. */
import type { Evidence } from "@/contracts/check";
import { nameKey } from "@/contracts/key-name";
import { extensionOids } from "../extensions";
import { findKeyWeakness } from "../key-pair";
import { isWeakSignature } from "../object-identifiers";
import type { ExchangeInput } from "./input";
import type { Material, Part } from "./material";
import { type Judgement, noCertificate, noRoot } from "./verdicts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const toleranceMs = 5 * minuteMs;
const rootWarningMs = 30 * dayMs;

/** Extensions that the checks here look at. */
const understood = new Set<string>(Object.values(extensionOids));
/** Name constraints and the policies, which OpenSSL applies in check 18. */
const understoodByEngine = new Set(["2.5.29.30", "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"]);

export function judgeValidity(material: Material, { now, deviceTime }: ExchangeInput): Judgement {
  const parts = listParts(material);
  if (material.leaf === null) return noCertificate;
  const evidence: Evidence[] = [
    { label: "Clock of the console", expected: null, actual: now.toISOString() },
    { label: "Clock of the device", expected: null, actual: deviceTime?.toISOString() ?? "not known" },
    ...parts.map(({ facts }) => ({
      label: `Validity of “${facts.subject}”`,
      expected: `contains ${now.toISOString()}`,
      actual: `${facts.notBefore} to ${facts.notAfter}`,
    })),
  ];
  const expired = parts.find(({ facts }) => now > new Date(facts.notAfter));
  if (expired !== undefined) {
    return {
      verdict: "refuse",
      finding: `“${expired.facts.subject}” ended on ${expired.facts.notAfter}.`,
      evidence,
      remedy: "Compare the clocks. If they are right, the VMI must make a new CA; then sign again.",
    };
  }
  const early = parts.find(({ facts }) => new Date(facts.notBefore).getTime() - now.getTime() > toleranceMs);
  if (early !== undefined) {
    return {
      verdict: "warn",
      finding: `“${early.facts.subject}” begins only on ${early.facts.notBefore}.`,
      evidence,
      remedy: "One of the clocks is wrong. The certificate can be kept, but works only once it is valid.",
    };
  }
  return { verdict: "pass", finding: "Now lies within the validity of all certificates.", evidence };
}

export function judgeLifetimes({ leaf, root }: Material, { now }: ExchangeInput): Judgement {
  if (leaf === null) return noCertificate;
  if (root === null) return noRoot;
  const rootEnd = new Date(root.facts.notAfter);
  const evidence = [
    { label: "End of the certificate", expected: `by ${root.facts.notAfter}`, actual: leaf.facts.notAfter },
    { label: "End of the root", expected: "in more than 30 days", actual: root.facts.notAfter },
  ];
  if (new Date(leaf.facts.notAfter) > rootEnd) {
    return {
      verdict: "warn",
      finding: "The certificate claims to be valid for longer than its root; it ends with the root.",
      evidence,
      remedy: "Plan the renewal for the end of the root.",
    };
  }
  return rootEnd.getTime() - now.getTime() < rootWarningMs
    ? {
        verdict: "warn",
        finding: "The root ends within 30 days; then all consoles of this VMI must renew.",
        evidence,
        remedy: "Find out when the VMI makes its next CA.",
      }
    : { verdict: "pass", finding: "The certificate ends before its root.", evidence };
}

export function judgeNoAuthority({ leaf }: Material): Judgement {
  if (leaf === null) return noCertificate;
  const isAuthority = leaf.extensions.basicConstraints?.isAuthority === true;
  const evidence = [{ label: "CA", expected: "FALSE", actual: isAuthority ? "TRUE" : "FALSE" }];
  return isAuthority
    ? {
        verdict: "refuse",
        finding: "The certificate may sign others: whoever holds its key could make certificates for this VMI.",
        evidence,
        remedy: "The signer must not do this. Report it, and do not use the certificate.",
      }
    : { verdict: "pass", finding: "The certificate may not sign others.", evidence };
}

export function judgePurpose({ leaf }: Material, { purpose }: ExchangeInput): Judgement {
  if (leaf === null) return noCertificate;
  const stated = leaf.facts.extendedKeyUsage;
  const actual = stated.length === 0 ? "any: none stated" : stated.join(", ");
  const evidence = [{ label: "Extended key usage", expected: purpose, actual }];
  const role = purpose === "clientAuth" ? "a TLS client" : "a TLS server";
  return stated.length === 0 || stated.includes(purpose)
    ? { verdict: "pass", finding: `The certificate may be used by ${role}.`, evidence }
    : {
        verdict: "refuse",
        finding: `The certificate may not be used by ${role}, only for ${stated.join(", ")}.`,
        evidence,
        remedy: `Make a new request that asks for ${purpose}.`,
      };
}

export function judgeKeyUsage({ leaf }: Material): Judgement {
  if (leaf === null) return noCertificate;
  const stated = leaf.facts.keyUsage;
  const actual = stated.length === 0 ? "any: none stated" : stated.join(", ");
  const evidence = [{ label: "Key usage", expected: "digitalSignature", actual }];
  return stated.length === 0 || stated.includes("digitalSignature")
    ? { verdict: "pass", finding: "The key may sign, as TLS needs.", evidence }
    : {
        verdict: "refuse",
        finding: `The key may not sign, only be used for ${stated.join(", ")}.`,
        evidence,
        remedy: "Make a new request that asks for digitalSignature.",
      };
}

export function judgeStrength(material: Material): Judgement {
  const { leaf, root } = material;
  if (leaf === null) return noCertificate;
  const parts = listParts(material);
  const evidence = parts.map(({ facts }) => ({
    label: `“${facts.subject}”`,
    expected: "RSA of 2048 bits, P-256, or better; SHA-256 or better",
    actual: `${nameKey(facts.key)}; ${facts.signatureAlgorithm}`,
  }));
  const weak = parts.flatMap((part) => {
    const fault = findWeakness(part);
    return fault === null ? [] : [{ part, finding: `“${part.facts.subject}”: ${fault}.` }];
  });
  if (weak.length === 0) return { verdict: "pass", finding: "All keys and signatures are strong enough.", evidence };
  const finding = weak.map((one) => one.finding).join(" ");
  return weak.every(({ part }) => part === root)
    ? {
        verdict: "warn",
        finding,
        evidence,
        remedy: "The VMI's CA is weak; a newer firmware level may make a better one.",
      }
    : { verdict: "refuse", finding, evidence, remedy: "Make a new request with RSA of 3072 bits or P-256." };
}

export function judgeCriticalExtensions(material: Material, { engine }: ExchangeInput): Judgement {
  if (material.leaf === null) return noCertificate;
  const isKnown = (oid: string) => understood.has(oid) || (engine !== null && understoodByEngine.has(oid));
  const found = listParts(material).flatMap(({ facts, parts }) =>
    parts.extensions.filter(({ isCritical }) => isCritical).map(({ oid }) => ({ subject: facts.subject, oid })),
  );
  const unknown = found.filter(({ oid }) => !isKnown(oid));
  const evidence = [
    {
      label: "Critical extensions",
      expected: "known ones",
      actual: [...new Set(found.map(({ oid }) => oid))].join(", ") || "none",
    },
  ];
  const [first] = unknown;
  return first === undefined
    ? { verdict: "pass", finding: "Every critical extension is one that is checked here.", evidence }
    : {
        verdict: "refuse",
        finding: `“${first.subject}” has the critical extension ${first.oid}, whose meaning is not known here.`,
        evidence,
        remedy: "Ask the signer what it means; a critical extension must not be ignored.",
      };
}

function listParts({ leaf, intermediates, strays, root }: Material): Part[] {
  const path = intermediates.filter((part) => !strays.includes(part));
  return [leaf, ...path, root].filter((part) => part !== null);
}

function findWeakness({ facts }: Part): string | null {
  const key = findKeyWeakness(facts.key);
  if (key !== null) return key;
  return isWeakSignature(facts.signatureAlgorithm) ? `it is signed by ${facts.signatureAlgorithm}` : null;
}
