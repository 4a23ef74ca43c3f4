"use client";

import { CertificateTree } from "@/app/_components/certificate/certificate-tree";
import { Notice } from "@/app/_components/feedback/notice";
import { countOf } from "@/contracts/count";
import type { Inspection } from "@/contracts/trust";

/** What was found in a text or file: what cannot be used and where, remarks, and the certificates as trees. */
export function InspectionView({ inspection }: { inspection: Inspection }) {
  const { certificates, problems, warnings } = inspection;
  const count = countOf(certificates.length, "certificate");
  return (
    <div className="sb-stack">
      <p role="status">{`${count} found${problems.length === 0 ? "" : `, ${problems.length} unusable`}.`}</p>
      {problems.length > 0 ? (
        <Notice tone="fail" title={problems.length === 1 ? "One block cannot be used" : "Some blocks cannot be used"}>
          <ul className="sb-notice__list">
            {problems.map((problem) => (
              <li key={problem.position}>
                Block {problem.position}
                {problem.line === null ? "" : `, line ${problem.line}`}: {problem.reason}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {warnings.length > 0 ? (
        <Notice tone="warn" title="Worth knowing">
          <ul className="sb-notice__list">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {certificates.length > 0 ? <CertificateTree label="Certificates found" certificates={certificates} /> : null}
    </div>
  );
}
