"use client";

import { problemOf } from "@/app/_client/problem";
import { CertificateTree } from "@/app/_components/certificate/certificate-tree";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { useInspection } from "../../../certificates/_shared/use-inspection";
import { certificatesIn, type PemValues, pemOf } from "./pem-source";
import { listReplacementWarnings } from "./replacement-warnings";

interface PemPreviewProps extends PemValues {
  isForHttps: boolean;
  host: string;
}

/** What is about to be installed, and what clients will hold against it; a private key is not sent to be looked at. */
export function PemPreview({ isForHttps, host, ...values }: PemPreviewProps) {
  const { data, error } = useInspection({ text: certificatesIn(pemOf(values)), file: null });
  if (error !== null) return <ProblemNotice problem={problemOf(error)} />;
  if (data === undefined || data.certificates.length === 0) return null;
  const { certificates } = data;
  const warnings = listReplacementWarnings({ certificates, isForHttps, host, now: new Date() });
  return (
    <div className="sb-stack">
      {warnings.length === 0 ? null : (
        <Notice tone="warn" title="The BMC takes it, but clients may not" role="status">
          <ul className="sb-notice__list">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
      <CertificateTree label="To be installed" certificates={certificates} />
    </div>
  );
}
