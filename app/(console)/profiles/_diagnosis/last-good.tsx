"use client";

import { Fingerprint } from "@/app/_components/certificate/certificate-view";
import { Facts } from "@/app/_components/feedback/facts";
import { Panel } from "@/app/_components/feedback/page-header";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { describeDuration } from "@/app/_components/feedback/time";
import type { DiagnosisReport } from "@/contracts/diagnosis";
import { presentedFingerprint } from "./steps";

interface LastGoodProps {
  report: DiagnosisReport | null;
  /** Fingerprint of the certificate presented in the test shown beside; null if none was. */
  fingerprintNow: string | null;
  revision: number;
}

/** The last test that passed, to compare with: when, against which certificate, how long each step took. */
export function LastGood({ report, fingerprintNow, revision }: LastGoodProps) {
  if (report === null) {
    return (
      <Panel title="Last good result">
        <p className="sb-muted">No test of this profile has passed yet.</p>
      </Panel>
    );
  }
  const fingerprint = presentedFingerprint(report.steps);
  const hasChanged = fingerprint !== null && fingerprintNow !== null && fingerprint !== fingerprintNow;
  return (
    <Panel title="Last good result">
      <div className="sb-stack">
        <Facts
          facts={[
            ["When", <RelativeTime key="when" at={report.endedAt} />],
            ["Address", <code key="address">{report.address}</code>],
            [
              "Settings",
              report.revision === revision ? "the present ones" : `revision ${report.revision}, now ${revision}`,
            ],
          ]}
        />
        {fingerprint === null ? null : (
          <div>
            <h3>Certificate</h3>
            {fingerprintNow === null ? null : (
              <StatusTag
                status={hasChanged ? "Another one than now" : "The same as now"}
                tone={hasChanged ? "warn" : "ok"}
              />
            )}
            <Fingerprint value={fingerprint} label="fingerprint of the last good certificate" />
          </div>
        )}
        <h3>Times</h3>
        <Facts facts={report.steps.map((step) => [step.title, describeDuration(step.durationMs)] as const)} />
      </div>
    </Panel>
  );
}
