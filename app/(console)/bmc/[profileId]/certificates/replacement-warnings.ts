import type { CertificateFacts } from "@/contracts/certificate";

interface Replacement {
  /** Leaf first, as they stand in the text. */
  certificates: readonly CertificateFacts[];
  /** Whether browsers and the console are to meet it. */
  isForHttps: boolean;
  /** The address the console reaches the BMC at. */
  host: string;
  now: Date;
}

function isNamed(facts: CertificateFacts, host: string): boolean {
  const wanted = host.toLowerCase();
  return facts.subjectAltNames.some(({ type, value }) => {
    const name = value.toLowerCase();
    if (type !== "dns" && type !== "ip") return false;
    return name === wanted || (name.startsWith("*.") && wanted.slice(wanted.indexOf(".")) === name.slice(1));
  });
}

/**
 * What clients will hold against a certificate once the BMC presents it. The BMC takes it all the same: expired, not yet
 * valid, or with a gap in its path (BMC reference, section 10.2).
 */
export function listReplacementWarnings({ certificates, isForHttps, host, now }: Replacement): string[] {
  const [leaf] = certificates;
  if (leaf === undefined) return [];
  const warnings: string[] = [];
  for (const [index, facts] of certificates.entries()) {
    const next = certificates[index + 1];
    const name = facts.commonName ?? facts.subject;
    if (new Date(facts.notAfter) < now) warnings.push(`${name} has expired: clients that check dates refuse it.`);
    if (new Date(facts.notBefore) > now) {
      warnings.push(`${name} is not valid yet: clients that check dates refuse it until then.`);
    }
    if (next !== undefined && facts.issuer !== next.subject) {
      warnings.push(`${name} is not followed by its issuer, ${facts.issuer}: clients cannot follow the path.`);
    }
  }
  if (certificates.length === 1 && leaf.issuer !== leaf.subject) {
    warnings.push(`Its issuer, ${leaf.issuer}, is not sent along: that is right only where clients know it as a root.`);
  }
  if (!isForHttps) return warnings;
  if (leaf.extendedKeyUsage.length > 0 && !leaf.extendedKeyUsage.includes("serverAuth")) {
    warnings.push("It is not for servers: browsers refuse it.");
  }
  if (!isNamed(leaf, host)) warnings.push(`It does not name ${host}: clients that check names refuse it there.`);
  return warnings;
}
