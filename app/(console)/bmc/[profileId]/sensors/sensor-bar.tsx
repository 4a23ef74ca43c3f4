import styles from "../../bmc.module.scss";
import type { SensorScale } from "./sensor-scale";

const WIDTH = 120;
const HEIGHT = 16;
const MIDDLE = HEIGHT / 2;

/**
 * A reading on its line: a dot, with short strokes for caution and full ones for critical, so that it can be read
 * without colours. The words stand beside it.
 */
export function SensorBar({ scale }: { scale: SensorScale | null }) {
  if (scale === null) return null;
  const x = (at: number) => 4 + at * (WIDTH - 8);
  return (
    <svg className={styles.sensor} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <line className={styles.line} x1={0} x2={WIDTH} y1={MIDDLE} y2={MIDDLE} />
      {scale.marks.map(({ at, isCritical }) => (
        <line
          key={`${at}-${isCritical}`}
          className={styles.mark}
          x1={x(at)}
          x2={x(at)}
          y1={isCritical ? 0 : MIDDLE - 4}
          y2={isCritical ? HEIGHT : MIDDLE + 4}
        />
      ))}
      <circle className={styles.reading} cx={x(scale.reading)} cy={MIDDLE} r={3.5} />
    </svg>
  );
}
