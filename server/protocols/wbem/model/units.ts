/** Units of values in readable form, from the qualifiers `PUnit` and `Units` (DSP0004, annexes C.1 and C.2). */
import { findByName } from "./names";
import type { CimQualifier } from "./objects";
import { baseUnits, oldUnits } from "./unit-names";

/**
 * The unit as people write it: `byte * 2^10` is "KiB", `Tenths of Degrees C` is "1/10 °C"; null where the element has none.
 * `PUnit` counts before `Units`. A text that follows neither grammar is shown as it is.
 */
export function unitOf(qualifiers: readonly CimQualifier[]): string | null {
  const programmatic = textOf(qualifiers, "PUnit");
  if (programmatic !== null) {
    const readable = readProgrammaticUnit(programmatic);
    if (readable !== null) return readable;
  }
  const units = textOf(qualifiers, "Units");
  return units === null ? programmatic : readOldUnit(units);
}

/** A base unit, or a number with an exponent. */
const component = /^(?:(?<base>\d+)\s*\^\s*(?<exponent>[+-]?\d+)|(?<factor>[+-]?\d+(?:\.\d+)?))$/;

/**
 * The unit that a `PUnit` means; null where it does not follow the grammar of annex C.1. The numbers may stand anywhere after
 * the first unit, as the CIM schema has them.
 */
export function readProgrammaticUnit(text: string): string | null {
  const parts = `*${text}`.match(/[*/][^*/]*/g) ?? [];
  const [factors, powers]: [string[], Power[]] = [[], []];
  const [multiplied, divided]: [string[], string[]] = [[], []];
  for (const [index, part] of parts.entries()) {
    const isDivisor = part.startsWith("/");
    const name = part.slice(1).trim();
    const numbers = component.exec(name)?.groups;
    if (numbers === undefined) {
      if (!/^[a-z_][\w\- ():]*$/i.test(name)) return null;
      (isDivisor ? divided : multiplied).push(symbolOf(name));
      continue;
    }
    if (index === 0) return null;
    const { base, exponent, factor } = numbers;
    if (factor === undefined) powers.push({ base: Number(base), exponent: Number(exponent) * (isDivisor ? -1 : 1) });
    else if (factor === "1000" || factor === "1024") powers.push(asPower(factor, isDivisor));
    else if (Number(factor) !== 1) factors.push(isDivisor ? `1/${factor}` : factor);
  }
  if (powers.length > 1 || factors.length > 1) return null;
  const unit = product(multiplied) + (divided.length === 0 ? "" : `/${bracketed(product(divided), divided)}`);
  const isPlain = multiplied[0] !== multiplied[1];
  return [...factors, scaled(unit, powers[0], isPlain && canTakePrefix(multiplied[0]))].filter(Boolean).join(" ");
}

interface Power {
  base: number;
  exponent: number;
}

const decimalPrefixes = ["y", "z", "a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"];
const binaryPrefixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

/** Prefixes of hundredths and tenths are in use with metres and litres only. */
const smallPrefixes: Record<string, string> = { "-2": "c", "-1": "d" };

function scaled(unit: string, power: Power | undefined, isPrefixable: boolean): string {
  if (power === undefined || power.exponent === 0) return unit;
  const prefix = isPrefixable ? prefixOf(power, unit) : undefined;
  if (prefix !== undefined) return prefix + unit;
  return `${factorText(power)} ${unit}`.trim();
}

function prefixOf({ base, exponent }: Power, unit: string): string | undefined {
  if (base === 2) return exponent % 10 === 0 && exponent > 0 ? binaryPrefixes[exponent / 10] : undefined;
  if (base !== 10) return undefined;
  if (exponent % 3 === 0) return decimalPrefixes[exponent / 3 + 8];
  return /^[ml](?:\/|$)/.test(unit) ? smallPrefixes[exponent] : undefined;
}

function factorText({ base, exponent }: Power): string {
  if (base !== 10 || Math.abs(exponent) > 3) return `${base}^${exponent}`;
  return exponent > 0 ? String(10 ** exponent) : `1/${10 ** -exponent}`;
}

function asPower(factor: "1000" | "1024", isDivisor: boolean): Power {
  const power = factor === "1000" ? { base: 10, exponent: 3 } : { base: 2, exponent: 10 };
  return isDivisor ? { ...power, exponent: -power.exponent } : power;
}

/** Kilograms have a prefix already; those of percent, degrees, and units of time beyond the second mean nothing to people. */
function canTakePrefix(symbol: string | undefined): boolean {
  return (
    symbol !== undefined && /^[a-zΩ]+(?:\([AC]\))?$/i.test(symbol) && !/^(?:kg|min|h|d|week|in|ft|yd|mi)$/.test(symbol)
  );
}

function symbolOf(name: string): string {
  const folded = name
    .toLowerCase()
    .replace(/\s*\(\s*/, "(")
    .replace(/\s*\)$/, ")");
  return baseUnits.get(folded) ?? name;
}

const superscripts: Record<number, string> = { 1: "", 2: "²", 3: "³" };

/** Units side by side; a run of the same unit is its power. */
function product(symbols: readonly string[]): string {
  const runs: { symbol: string; count: number }[] = [];
  for (const symbol of symbols) {
    const last = runs.at(-1);
    if (last?.symbol === symbol) last.count++;
    else if (symbol !== "" || symbols.length === 1) runs.push({ symbol, count: 1 });
  }
  return runs.map(({ symbol, count }) => symbol + (superscripts[count] ?? `^${count}`)).join("·");
}

function bracketed(text: string, symbols: readonly string[]): string {
  return new Set(symbols).size > 1 ? `(${text})` : text;
}

const fractions: Record<string, string> = { tenths: "1/10", hundredths: "1/100", thousandths: "1/1000" };
const oldPrefixes: readonly [name: string, symbol: string][] = [
  ["tera", "T"],
  ["giga", "G"],
  ["mega", "M"],
  ["kilo", "k"],
  ["centi", "c"],
  ["milli", "m"],
  ["micro", "µ"],
  ["nano", "n"],
  ["pico", "p"],
];

/** The unit that a value of `Units` means; what is not known is given back as it is. */
export function readOldUnit(text: string): string {
  return readPhrase(text.trim().toLowerCase()) ?? text.trim();
}

function readPhrase(phrase: string): string | undefined {
  const known = readWord(phrase);
  if (known !== undefined) return known;
  const [, fraction = "", divided] = /^(tenths|hundredths|thousandths) of (.+)$/.exec(phrase) ?? [];
  if (divided !== undefined) return joined(`${fractions[fraction]} `, readPhrase(divided));
  const [, number, counted] = /^(\d+) (.+)$/.exec(phrase) ?? [];
  if (counted !== undefined) return joined(`${number} `, readPhrase(counted));
  const [, measured, volts, level] = /^(.+) at (\d+) (.+)$/.exec(phrase) ?? [];
  if (measured !== undefined && level !== undefined) {
    return joined(readPhrase(measured), " (at ", `${volts} `, readPhrase(level), ")");
  }
  const [, amount, per] = /^(.+) per (.+)$/.exec(phrase) ?? [];
  if (amount !== undefined && per !== undefined) return joined(readPhrase(amount), "/", readSingular(per));
  return undefined;
}

function joined(...parts: (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join("");
}

function readWord(word: string): string | undefined {
  const known = oldUnits.get(word);
  if (known !== undefined) return known;
  const [, power, measured] = /^(square|cubic) (.+)$/.exec(word) ?? [];
  if (measured !== undefined) return joined(readWord(measured), power === "square" ? "²" : "³");
  const prefix = oldPrefixes.find(([name]) => word.startsWith(name));
  return prefix === undefined ? undefined : joined(prefix[1], oldUnits.get(word.slice(prefix[0].length)));
}

function readSingular(word: string): string | undefined {
  return readWord(word.replace(/foot$/, "feet")) ?? readWord(`${word}s`) ?? readWord(`${word}es`);
}

function textOf(qualifiers: readonly CimQualifier[], name: string): string | null {
  const value = findByName(qualifiers, name)?.value;
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
