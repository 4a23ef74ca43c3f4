import type { ReactNode } from "react";

interface ProgressProps {
  /** What is under way: "Starting DB2PROD1". */
  label: string;
  /** Between 0 and 1; null when the device does not say. */
  fraction: number | null;
  /** Current phase, elapsed time and the like. */
  detail?: string;
  actions?: ReactNode;
}

/** Progress of a job. Without a fraction the bar only shows that work goes on. */
export function Progress({ label, fraction, detail, actions }: ProgressProps) {
  const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div className={`sb-progress${percent === null ? " sb-progress--indeterminate" : ""}`}>
      <div className="sb-progress__head">
        <span>{label}</span>
        <span className="sb-numeric">{percent === null ? "" : `${percent} %`}</span>
      </div>
      <progress className="sb-progress__bar" aria-label={label} max={100} value={percent ?? undefined} />
      {detail || actions ? (
        <div className="sb-cluster">
          <span className="sb-muted" role="status">
            {detail}
          </span>
          {actions}
        </div>
      ) : null}
    </div>
  );
}
