"use client";

import type { ReactNode } from "react";
import type { DiagnosisRemedy, DiagnosisStep } from "@/contracts/diagnosis";
import { ChainTree } from "../certificate/certificate-tree";
import { describeDuration } from "../feedback/time";
import { type Tone, toneIcons } from "../feedback/tone";
import { summarizeSteps } from "./report";
import { type WaysOut, waysOutOf } from "./ways-out";

const statuses: Record<DiagnosisStep["status"], { tone: Tone; text: string }> = {
  running: { tone: "busy", text: "Running" },
  ok: { tone: "ok", text: "Passed" },
  warn: { tone: "warn", text: "Warning" },
  fail: { tone: "fail", text: "Failed" },
  skipped: { tone: "idle", text: "Skipped" },
};

interface StepListProps {
  label: string;
  steps: readonly DiagnosisStep[];
  /** Button for a remedy that the page can carry out; null where there is none or the reader may not. */
  remedyAction: (remedy: DiagnosisRemedy, step: DiagnosisStep) => ReactNode;
}

function Remedy({ remedy, children }: { remedy: DiagnosisRemedy; children: ReactNode }) {
  return (
    <div className="sb-step__remedy">
      <span>{remedy.text}</span>
      {children}
    </div>
  );
}

interface StepProps extends Pick<StepListProps, "remedyAction"> {
  step: DiagnosisStep;
  waysOut: WaysOut | undefined;
}

function Step({ step, waysOut, remedyAction }: StepProps) {
  const { tone, text } = statuses[step.status];
  const Icon = toneIcons[tone];
  return (
    <li className="sb-step">
      <span className={`sb-step__icon sb-tone--${tone}${step.status === "running" ? " sb-spin" : ""}`}>
        <Icon size={20} />
      </span>
      <h3 className="sb-step__title">
        {step.title} <span className="sb-visually-hidden">{text}</span>
      </h3>
      <span className="sb-step__time">{step.status === "running" ? "" : describeDuration(step.durationMs)}</span>
      <div className="sb-step__body">
        <p>
          {step.status === "ok" || step.status === "running" ? "" : <strong>{text}: </strong>}
          {step.finding}
        </p>
        {step.evidence.length > 0 ? (
          <dl className="sb-step__evidence">
            {step.evidence.map((evidence) => (
              <EvidencePair key={`${evidence.label}:${evidence.value}`} {...evidence} />
            ))}
          </dl>
        ) : null}
        {waysOut?.faults.map(({ fault, ways }) => (
          <div key={`${fault.errorClass}:${fault.finding}`} className="sb-stack">
            <p>
              {fault.finding === step.finding ? "" : `${fault.finding} `}
              <code className="sb-muted">{fault.errorClass}</code>
            </p>
            {ways.map((way) => (
              <Remedy key={way.text} remedy={way}>
                {remedyAction(way, step)}
              </Remedy>
            ))}
          </div>
        ))}
        {waysOut?.ways.map((way) => (
          <Remedy key={way.text} remedy={way}>
            {remedyAction(way, step)}
          </Remedy>
        ))}
        {waysOut === undefined || waysOut.above === null ? null : (
          <p className="sb-muted">What to do about it stands above, at “{waysOut.above}”.</p>
        )}
        {step.certificates && step.certificates.length > 0 ? (
          <ChainTree label={`Certificates of ${step.title}`} entries={step.certificates} />
        ) : null}
      </div>
    </li>
  );
}

function EvidencePair({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** The steps of a connection test as they arrive: state, time, evidence, and what to do about what failed. */
export function StepList({ label, steps, remedyAction }: StepListProps) {
  const ways = waysOutOf(steps);
  return (
    <div>
      <p role="status" className="sb-muted">
        {summarizeSteps(steps)}
      </p>
      <ol className="sb-steps" aria-label={label}>
        {steps.map((step) => (
          <Step key={step.id} step={step} waysOut={ways.get(step.id)} remedyAction={remedyAction} />
        ))}
      </ol>
    </div>
  );
}
