/** Where decimal digits give way to an exponent. */
const [lowestPlainExponent, highestPlainExponent] = [-4, 15];

/**
 * A real number as MOF and WBEM URIs have it: the shortest digits that mean it, always with a point, with an exponent where
 * the number is very large or small; INF, -INF and NaN as CIM-XML spells them.
 */
export function printShortReal(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "INF" : "-INF";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [mantissa = "0", exponentText = "0"] = Math.abs(value).toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < lowestPlainExponent || exponent > highestPlainExponent) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${withPoint(mantissa)}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  const digits = mantissa.replace(".", "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${withPoint(`${whole}.${digits.slice(exponent + 1)}`)}`;
}

function withPoint(digits: string): string {
  if (!digits.includes(".")) return `${digits}.0`;
  return digits.endsWith(".") ? `${digits}0` : digits;
}
