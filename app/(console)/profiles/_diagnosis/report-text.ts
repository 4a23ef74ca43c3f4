import { diagnosisReport } from "@/app/_components/diagnosis/report";
import { describeAbsolute } from "@/app/_components/feedback/time";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import { presentedChain } from "./steps";

export interface ReportHead {
  profileName: string;
  address: string;
  revision: number | null;
  startedAt: string | null;
  endedAt: string | null;
}

/**
 * A test of a connection as text to send to somebody: head, steps, the certificates that were presented. Built from what
 * the page shows, which never holds a secret.
 */
export function reportText(head: ReportHead, steps: readonly DiagnosisStep[]): string {
  const lines = [
    `Connection test of ${head.profileName} (${head.address})`,
    ...(head.startedAt === null ? [] : [`Started: ${describeAbsolute(head.startedAt)}`]),
    head.endedAt === null ? "Ended: not yet" : `Ended: ${describeAbsolute(head.endedAt)}`,
    ...(head.revision === null ? [] : [`Profile revision: ${head.revision}`]),
  ];
  const chain = presentedChain(steps).flatMap((entry, index) => [
    `${index + 1}. ${entry.subject} (${entry.origin})`,
    ...(entry.facts === null
      ? []
      : [
          `    Issuer: ${entry.facts.issuer}`,
          `    Valid: ${describeAbsolute(entry.facts.notBefore)} to ${describeAbsolute(entry.facts.notAfter)}`,
          `    SHA-256: ${entry.facts.fingerprint256}`,
        ]),
  ]);
  const report = diagnosisReport(lines.join("\n"), steps);
  return chain.length === 0 ? report : `${report}\nCertificates as presented, leaf first\n${chain.join("\n")}\n`;
}
