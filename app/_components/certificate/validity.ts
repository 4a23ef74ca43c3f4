import type { CertificateFacts } from "@/contracts/certificate";
import { daysUntil } from "../feedback/time";
import type { Tone } from "../feedback/tone";

/** From this many days on, the coming end of a certificate is a warning. */
export const warningDays = 30;

/** Where a certificate stands in its life, in words. */
export function describeValidity(
  facts: Pick<CertificateFacts, "notBefore" | "notAfter">,
  nowMs: number,
): { tone: Tone; text: string } {
  const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);
  if (Date.parse(facts.notAfter) < nowMs) {
    const since = -daysUntil(facts.notAfter, nowMs) - 1;
    return { tone: "fail", text: since === 0 ? "Expired today" : `Expired ${days(since)} ago` };
  }
  if (Date.parse(facts.notBefore) > nowMs) {
    return { tone: "fail", text: `Valid in ${days(daysUntil(facts.notBefore, nowMs) + 1)} only` };
  }
  const left = daysUntil(facts.notAfter, nowMs);
  const text = left === 0 ? "Ends today" : `${days(left)} left`;
  return { tone: left < warningDays ? "warn" : "ok", text };
}

const altNameLabels: Record<CertificateFacts["subjectAltNames"][number]["type"], string> = {
  dns: "DNS names",
  ip: "IP addresses",
  email: "E-mail addresses",
  uri: "URIs",
  directory: "Directory names",
  "registered-id": "Registered ids",
  other: "Other names",
};

/** Alternative names by type, in a fixed order, without empty types. */
export function groupAltNames(names: CertificateFacts["subjectAltNames"]): { label: string; values: string[] }[] {
  return (Object.keys(altNameLabels) as (keyof typeof altNameLabels)[]).flatMap((type) => {
    const values = names.filter((name) => name.type === type).map((name) => name.value);
    return values.length > 0 ? [{ label: altNameLabels[type], values }] : [];
  });
}

type Named = Pick<CertificateFacts, "commonName" | "subject">;

function fileStem({ commonName, subject }: Named, otherwise: string): string {
  const name = (commonName ?? subject).replaceAll(/[^A-Za-z0-9._-]+/g, "-").replaceAll(/^[.-]+|-+$/g, "");
  return name.slice(0, 80) || otherwise;
}

/** A file name made of the certificate's common name. */
export function pemFileName(facts: Named): string {
  return `${fileStem(facts, "certificate")}.pem`;
}

/** The same for a certificate signing request. */
export function requestFileName(facts: Named): string {
  return `${fileStem(facts, "request")}.csr`;
}
