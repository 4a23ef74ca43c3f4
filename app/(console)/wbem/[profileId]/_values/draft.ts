import type {
  CimTypeName,
  WbemGivenValue,
  WbemMappedValue,
  WbemPath,
  WbemScalar,
  WbemValue,
} from "@/contracts/wbem/values";
import { isSamePath } from "./value-text";

/** One value while a person edits it. */
export interface ItemDraft {
  isNull: boolean;
  text: string;
  path: WbemPath | null;
}

/** A property or parameter while a person edits it. A value that is no array is the first item. */
export interface ValueDraft {
  isNull: boolean;
  items: ItemDraft[];
}

/** What is declared of a property or parameter, as far as entering values goes. */
export interface Declared {
  name: string;
  type: CimTypeName;
  isArray: boolean;
  arraySize: number | null;
  embeddedClass: string | null;
  valueMap: readonly WbemMappedValue[] | null;
}

const RANGES: Partial<Record<CimTypeName, readonly [bigint, bigint]>> = {
  uint8: [0n, 255n],
  uint16: [0n, 65_535n],
  uint32: [0n, 4_294_967_295n],
  uint64: [0n, 18_446_744_073_709_551_615n],
  sint8: [-128n, 127n],
  sint16: [-32_768n, 32_767n],
  sint32: [-2_147_483_648n, 2_147_483_647n],
  sint64: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
};
const BEYOND_NUMBER = new Set<CimTypeName>(["uint64", "sint64"]);
const REAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL_REALS = ["INF", "-INF", "NaN"];
const DATETIME = /^[\d*]{14}\.[\d*]{6}(?:[+-]\d{3}|:000)$/;

/** An item to begin with: `false` for booleans, because the browser's list always shows a choice. */
export function emptyItem(type: CimTypeName): ItemDraft {
  return { isNull: false, text: type === "boolean" ? "false" : "", path: null };
}

function itemOf(value: WbemScalar | null, type: CimTypeName): ItemDraft {
  if (value === null) return { ...emptyItem(type), isNull: true };
  if (typeof value !== "object") return { isNull: false, text: String(value), path: null };
  if ("reference" in value) return { isNull: false, text: value.reference.uri, path: value.reference.path };
  return { isNull: false, text: value.embedded.mof ?? "", path: null };
}

/** The draft of a value as it was read. */
export function draftOf(value: WbemValue, { type, isArray }: Pick<Declared, "type" | "isArray">): ValueDraft {
  if (value === null) return { isNull: true, items: isArray ? [] : [emptyItem(type)] };
  return {
    isNull: false,
    items: Array.isArray(value) ? value.map((item) => itemOf(item, type)) : [itemOf(value, type)],
  };
}

function isSameItem(one: ItemDraft, other: ItemDraft): boolean {
  if (one.isNull || other.isNull) return one.isNull === other.isNull;
  if (one.path !== null && other.path !== null) return isSamePath(one.path, other.path);
  return one.text === other.text;
}

/** True if both stand for the same value. */
export function isSameDraft(one: ValueDraft, other: ValueDraft): boolean {
  if (one.isNull || other.isNull) return one.isNull === other.isNull;
  return (
    one.items.length === other.items.length &&
    one.items.every((item, index) => {
      const counterpart = other.items[index];
      return counterpart !== undefined && isSameItem(item, counterpart);
    })
  );
}

function judgeText(text: string, type: CimTypeName): string | null {
  const range = RANGES[type];
  if (range !== undefined) {
    if (!/^[+-]?\d+$/.test(text.trim())) return `A whole number from ${range[0]} to ${range[1]} is needed.`;
    const number = BigInt(text.trim());
    return number < range[0] || number > range[1] ? `A ${type} lies between ${range[0]} and ${range[1]}.` : null;
  }
  if (type === "real32" || type === "real64") {
    return REAL.test(text.trim()) || SPECIAL_REALS.includes(text.trim())
      ? null
      : "A number is needed, such as 1.5 or 2E-3; INF, -INF and NaN are allowed.";
  }
  if (type === "datetime") {
    return DATETIME.test(text.trim())
      ? null
      : "A datetime is needed: yyyymmddhhmmss.mmmmmm+mmm, or ddddddddhhmmss.mmmmmm:000 for an interval.";
  }
  if (type === "char16") return text.length === 1 ? null : "One character is needed.";
  return null;
}

function judgeItem(item: ItemDraft, declared: Declared): string | null {
  if (item.isNull) return null;
  if (declared.type === "reference") return item.path === null ? "Choose an instance, or paste its WBEM URI." : null;
  if (declared.embeddedClass !== null) {
    return item.text.trim() === "" ? "The MOF text of an instance is needed, or NULL." : null;
  }
  return judgeText(item.text, declared.type);
}

/** What is wrong with a draft, as a sentence that stands beneath the field; null when nothing is. */
export function judgeDraft(draft: ValueDraft, declared: Declared): string | null {
  if (draft.isNull) return null;
  if (declared.isArray && declared.arraySize !== null && draft.items.length > declared.arraySize) {
    return `At most ${declared.arraySize} items fit.`;
  }
  for (const [index, item] of draft.items.entries()) {
    const problem = judgeItem(item, declared);
    if (problem !== null) return declared.isArray ? `Item ${index + 1}: ${problem}` : problem;
  }
  return null;
}

type GivenScalar = string | number | boolean | WbemPath;

function givenItem(item: ItemDraft, { type, embeddedClass }: Declared): GivenScalar | null {
  if (item.isNull) return null;
  if (type === "reference") return item.path;
  if (embeddedClass !== null) return item.text;
  if (type === "boolean") return item.text === "true";
  if (type === "string" || type === "char16") return item.text;
  const text = item.text.trim();
  if (type === "datetime" || BEYOND_NUMBER.has(type) || SPECIAL_REALS.includes(text)) return text;
  return Number(text);
}

/** A draft without problems as the API takes it. */
export function givenOf(draft: ValueDraft, declared: Declared): WbemGivenValue {
  const { name, type, isArray, embeddedClass } = declared;
  const items = draft.items.map((item) => givenItem(item, declared));
  return {
    name,
    type,
    isArray,
    value: draft.isNull ? null : isArray ? items : (items[0] ?? null),
    embeddedObject: embeddedClass === null ? null : embeddedClass === "object" ? "object" : "instance",
  };
}

/** Entries of a value map that stand for one value each, to choose from; ranges have to be typed. */
export function choicesOf(valueMap: Declared["valueMap"]): readonly { value: string; text: string }[] {
  return (valueMap ?? []).flatMap(({ from, to, text }) =>
    from !== null && from === to ? [{ value: from, text: `${text} (${from})` }] : [],
  );
}
