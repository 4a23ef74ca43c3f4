import { Fragment, type ReactNode } from "react";

/** Label and value pairs; pairs whose value is null are left out. */
export function Facts({ facts }: { facts: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <div>
      <dl className="sb-certificate__facts">
        {facts.map(([label, value]) =>
          value === null ? null : (
            <Fragment key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </Fragment>
          ),
        )}
      </dl>
    </div>
  );
}
