"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { CertificateView } from "@/app/_components/certificate/certificate-view";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { Profile } from "@/contracts/profile";
import { describeOutcome, presentedChain } from "../_diagnosis/steps";

/** Outcome of the latest connection test and the certificate the device presented in it. */
export function LastTest({ profile }: { profile: Profile }) {
  const { data, error, isPending } = useQuery(queries.diagnosis(profile.id));
  const latest = data?.latest ?? null;
  const faulty = latest?.steps.filter((step) => step.status === "fail" || step.status === "warn") ?? [];
  const leaf = presentedChain(latest?.steps ?? [])[0]?.facts ?? null;
  return (
    <>
      <Panel
        title="Last test"
        actions={
          <Link className="sb-link" href={paths.profileTest(profile.id)}>
            Open
          </Link>
        }
      >
        {isPending ? <LinesSkeleton label="the last test" /> : null}
        {error ? <ProblemNotice problem={problemOf(error)} /> : null}
        {latest === null ? (
          isPending || error ? null : (
            <p>
              Not tested yet.{" "}
              <Link className="sb-link" href={paths.profileTest(profile.id, { run: "1" })}>
                Test the connection
              </Link>
            </p>
          )
        ) : (
          <div className="sb-stack">
            <p className="sb-cluster">
              <StatusTag status={describeOutcome(latest.outcome)} tone={latest.outcome} />
              <span className="sb-muted">
                <RelativeTime at={latest.endedAt} />
                {latest.revision === profile.revision ? "" : ", before the last change of the profile"}
              </span>
            </p>
            {faulty.length > 0 ? (
              <ul>
                {faulty.map((step) => (
                  <li key={step.id}>
                    <StatusTag status={step.title} tone={step.status === "fail" ? "fail" : "warn"} /> {step.finding}
                  </li>
                ))}
              </ul>
            ) : null}
          </div>
        )}
      </Panel>
      {leaf === null ? null : (
        <Panel title="Certificate in the last test">
          <CertificateView facts={leaf} />
        </Panel>
      )}
    </>
  );
}
