/**
 * A real number as MOF and WBEM URIs have it: the shortest digits that mean it, with a point, an exponent only where the
 * number is very large or small; INF, -INF and NaN as CIM-XML spells them.
 */
export function printShortReal(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "INF" : "-INF";
  const [mantissa = "", exponent] = (Object.is(value, -0) ? "-0" : String(value)).split("e");
  const digits = mantissa.includes(".") ? mantissa : `${mantissa}.0`;
  return exponent === undefined ? digits : `${digits}e${exponent}`;
}
