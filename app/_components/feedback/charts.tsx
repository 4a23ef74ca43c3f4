import { barGeometry, type ChartPoint, chartHeight, chartWidth, lineGeometry, summarize } from "./chart-geometry";

interface ChartProps {
  /** What is drawn: "Latency". */
  label: string;
  unit: string;
  points: readonly ChartPoint[];
}

function Values({ label, unit, points }: ChartProps) {
  return (
    <details>
      <summary>Values of {label}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">{unit}</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.label}>
              <th scope="row">{point.label}</th>
              <td>{point.value ?? "no value"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Caption({ label, unit, points }: ChartProps) {
  return (
    <figcaption className="sb-chart__caption">
      <span>{label}</span>
      <span className="sb-numeric">{summarize(points, unit)}</span>
    </figcaption>
  );
}

/** A small line from zero. Stretches without a value are dashed along the base; every value is also in a table. */
export function Sparkline(props: ChartProps) {
  const { lines, gaps } = lineGeometry(props.points);
  return (
    <figure className="sb-chart">
      <Caption {...props} />
      <svg
        className="sb-chart__svg"
        viewBox={`0 0 ${chartWidth} ${chartHeight}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {lines.map((line) => (
          <path key={line} className="sb-chart__line" d={line} />
        ))}
        {gaps.map((gap) => (
          <line
            key={gap.from}
            className="sb-chart__gap"
            x1={gap.from - 2}
            x2={gap.to + 2}
            y1={chartHeight - 2}
            y2={chartHeight - 2}
          />
        ))}
      </svg>
      <Values {...props} />
    </figure>
  );
}

/** Small bars from zero; every value is also in a table. */
export function BarChart(props: ChartProps) {
  return (
    <figure className="sb-chart">
      <Caption {...props} />
      <svg
        className="sb-chart__svg"
        viewBox={`0 0 ${chartWidth} ${chartHeight}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {barGeometry(props.points).map((bar) => (
          <rect key={bar.x} className="sb-chart__bar" {...bar} />
        ))}
      </svg>
      <Values {...props} />
    </figure>
  );
}
