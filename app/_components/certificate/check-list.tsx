"use client";

import type { Check, Evidence } from "@/contracts/check";
import { needsAttention, verdicts } from "./checks";

/** The values that were compared, side by side; where there was nothing to compare with, what was found. */
function EvidenceTable({ title, evidence }: { title: string; evidence: readonly Evidence[] }) {
  const isCompared = evidence.some((item) => item.expected !== null);
  return (
    <table className="sb-evidence" aria-label={`Values of: ${title}`}>
      <thead>
        <tr>
          <th scope="col">Value</th>
          {isCompared ? <th scope="col">Expected</th> : null}
          <th scope="col">Found</th>
        </tr>
      </thead>
      <tbody>
        {evidence.map((item) => (
          <tr key={`${item.label}:${item.expected}:${item.actual}`}>
            <th scope="row">{item.label}</th>
            {isCompared ? (
              <td>
                <span className="sb-evidence__label">Expected</span> <code>{item.expected ?? "anything"}</code>
              </td>
            ) : null}
            <td>
              {isCompared ? <span className="sb-evidence__label">Found</span> : null}{" "}
              <code>{item.actual ?? "nothing"}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CheckLine({ check }: { check: Check & { number?: number } }) {
  const { tone, icon: Icon, text } = verdicts[check.verdict];
  const values = <EvidenceTable title={check.title} evidence={check.evidence} />;
  return (
    <li className="sb-step">
      <span className={`sb-step__icon sb-tone--${tone}`}>
        <Icon size={20} />
      </span>
      <h3 className="sb-step__title">
        {check.number === undefined ? "" : `${check.number}. `}
        {check.title}
      </h3>
      <span className="sb-step__time">{text}</span>
      <div className="sb-step__body">
        <p>{check.finding}</p>
        {check.remedy === null ? null : <p className="sb-step__remedy">{check.remedy}</p>}
        {check.evidence.length === 0 ? null : needsAttention(check) ? (
          values
        ) : (
          <details>
            <summary>
              Values <span className="sb-visually-hidden">of: {check.title}</span>
            </summary>
            {values}
          </details>
        )}
      </div>
    </li>
  );
}

/** Checks with verdict, finding, the values behind it, and what to do. */
export function CheckList({ label, checks }: { label: string; checks: readonly (Check & { number?: number })[] }) {
  return (
    <ol className="sb-steps" aria-label={label}>
      {checks.map((check) => (
        <CheckLine key={check.id} check={check} />
      ))}
    </ol>
  );
}
