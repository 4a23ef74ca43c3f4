/** What differs between two recordings: calls that only one of them has, and calls whose answers say something else. */
import { CimStatusError, WbemError } from "../errors";
import { changedProperties, isSameClass, keyOfPath, type PropertyChange } from "../model/equality";
import { foldName } from "../model/names";
import type { CimClass, CimInstance, CimInstanceName } from "../model/objects";
import { printWbemUri } from "../uri/print";
import type { Outcome } from "./cases-results";
import { findRecordedCall, type RecordedCall } from "./recorded-call";
import type { RecordedExchange } from "./recorder";
import { recordedOutcome } from "./replay";

/** How the answers to one call differ. */
export type OutcomeDifference =
  | { kind: "same" }
  /** One failed, or both in different ways; null for success. */
  | { kind: "failure"; first: string | null; second: string | null }
  /** Items by how they are known: WBEM URIs, names, or values as JSON. */
  | { kind: "items"; onlyInFirst: string[]; onlyInSecond: string[]; changed: ChangedItem[] }
  /** Another difference: of a class, a value, or how the list ends. */
  | { kind: "value" };

export interface ChangedItem {
  name: string;
  /** Of an instance; empty for a class, which is told to differ only. */
  changes: PropertyChange[];
}

/** One call of either recording, or of both. */
export interface ComparedCall {
  operation: string;
  namespace: string | null;
  /** Positions in the recordings; null where one does not have the call. */
  first: number | null;
  second: number | null;
  /** Null where only one recording has the call, or where an exchange cannot be read. */
  difference: OutcomeDifference | null;
  /** Milliseconds in each recording. */
  firstMs: number | null;
  secondMs: number | null;
}

/**
 * Compares recordings call by call, in the order of the first, then what only the second has. The same call made several
 * times is compared in turn. Contexts of enumerations count as equal: they are made anew each time.
 */
export async function compareRecordings(
  first: readonly RecordedExchange[],
  second: readonly RecordedExchange[],
): Promise<ComparedCall[]> {
  const [read, others] = [first.map(readExchange), second.map(readExchange)];
  const waiting = new Map<string, ReadExchange[]>();
  for (const other of others) waiting.set(other.key, [...(waiting.get(other.key) ?? []), other]);
  const compared: ComparedCall[] = [];
  for (const one of read) compared.push(await comparedCall(one, waiting.get(one.key)?.shift() ?? null));
  const left = [...waiting.values()].flat().sort((one, other) => one.index - other.index);
  for (const other of left) compared.push(await comparedCall(null, other));
  return compared;
}

interface ReadExchange {
  exchange: RecordedExchange;
  index: number;
  call: RecordedCall | null;
  key: string;
}

function readExchange(exchange: RecordedExchange, index: number): ReadExchange {
  const call = findRecordedCall(exchange.request.body);
  const key = call === null ? `${exchange.operation} ${exchange.request.body}` : keyOfCall(call);
  return { exchange, index, call, key };
}

function keyOfCall({ operation, namespace, mapping }: RecordedCall): string {
  return `${operation} ${namespace} ${textOf({ ...mapping, context: null })}`;
}

async function comparedCall(one: ReadExchange | null, other: ReadExchange | null): Promise<ComparedCall> {
  const { call, exchange } = one ?? other ?? unreachable();
  return {
    operation: exchange.operation,
    namespace: call?.namespace ?? null,
    first: one?.index ?? null,
    second: other?.index ?? null,
    difference: one && other ? await differenceOf(one, other) : null,
    firstMs: one?.exchange.clientMs ?? null,
    secondMs: other?.exchange.clientMs ?? null,
  };
}

function unreachable(): never {
  throw new TypeError("A call is in neither recording.");
}

async function differenceOf(one: ReadExchange, other: ReadExchange): Promise<OutcomeDifference | null> {
  const [first, second] = [await outcomeOf(one), await outcomeOf(other)];
  if (first === null || second === null) return null;
  const [firstFailure, secondFailure] = [failureOf(first), failureOf(second)];
  if (firstFailure !== null || secondFailure !== null) {
    return firstFailure === secondFailure
      ? { kind: "same" }
      : { kind: "failure", first: firstFailure, second: secondFailure };
  }
  return resultDifference("result" in first ? first.result : null, "result" in second ? second.result : null);
}

async function outcomeOf({ exchange, call }: ReadExchange): Promise<Outcome | null> {
  const { failure, answer } = exchange;
  if (failure !== null) return { error: failure };
  if (call === null || answer === null || !answer.isComplete || answer.isCut) return null;
  return recordedOutcome(call, answer, { isLenient: true });
}

/** The failure in a few words that are the same for the same failure; null for success. */
function failureOf(outcome: Outcome): string | null {
  if (!("error" in outcome)) return null;
  const { error } = outcome;
  if (error instanceof CimStatusError) return error.cimStatusName;
  if (error instanceof WbemError) return error.family;
  if (typeof error === "object" && error !== null && "kind" in error && typeof error.kind === "string")
    return error.kind;
  return error instanceof Error ? error.message : "unknown";
}

function resultDifference(first: unknown, second: unknown): OutcomeDifference {
  const [some, others] = [itemsOf(first), itemsOf(second)];
  if (some === null || others === null) {
    return textOf(first) === textOf(second) ? { kind: "same" } : { kind: "value" };
  }
  const [known, other] = [byKey(some), byKey(others)];
  const onlyInFirst = [...known].filter(([key]) => !other.has(key)).map(([, item]) => labelOf(item));
  const onlyInSecond = [...other].filter(([key]) => !known.has(key)).map(([, item]) => labelOf(item));
  const changed = [...known].flatMap(([key, item]) => changesOf(item, other.get(key)));
  if (onlyInFirst.length + onlyInSecond.length + changed.length > 0) {
    return { kind: "items", onlyInFirst, onlyInSecond, changed };
  }
  return endOf(first) === endOf(second) ? { kind: "same" } : { kind: "value" };
}

/** The items of a list or of a pull, an instance or a class as the only one; null for anything else. */
function itemsOf(result: unknown): readonly unknown[] | null {
  if (Array.isArray(result)) return result;
  if (isKind<CimInstance>(result, "instance") || isKind<CimClass>(result, "class")) return [result];
  if (typeof result !== "object" || result === null) return null;
  if ("instances" in result && Array.isArray(result.instances)) return result.instances;
  return "paths" in result && Array.isArray(result.paths) ? result.paths : null;
}

function endOf(result: unknown): unknown {
  return typeof result === "object" && result !== null && "eos" in result ? result.eos : null;
}

/** Of several items with one key the next have a number. */
function byKey(items: readonly unknown[]): Map<string, unknown> {
  const known = new Map<string, unknown>();
  for (const item of items) {
    const key = keyOfItem(item);
    let numbered = key;
    for (let count = 2; known.has(numbered); count++) numbered = `${key} ${count}`;
    known.set(numbered, item);
  }
  return known;
}

function keyOfItem(item: unknown): string {
  const path = pathOf(item);
  if (path !== null) return keyOfPath({ ...path, host: null });
  return isKind<CimClass>(item, "class") ? foldName(item.className) : textOf(item);
}

function labelOf(item: unknown): string {
  const path = pathOf(item);
  if (path !== null) return printWbemUri({ ...path, host: null });
  if (isKind<CimClass>(item, "class")) return item.className;
  return typeof item === "string" ? item : textOf(item);
}

function pathOf(item: unknown): CimInstanceName | null {
  if (isKind<CimInstanceName>(item, "instance-name")) return item;
  return isKind<CimInstance>(item, "instance") ? item.path : null;
}

function changesOf(item: unknown, other: unknown): ChangedItem[] {
  if (isKind<CimClass>(item, "class") && isKind<CimClass>(other, "class")) {
    return isSameClass({ ...item, path: null }, { ...other, path: null }) ? [] : [{ name: labelOf(item), changes: [] }];
  }
  if (!isKind<CimInstance>(item, "instance") || !isKind<CimInstance>(other, "instance")) return [];
  const changes = changedProperties(item, other);
  return changes.length === 0 ? [] : [{ name: labelOf(item), changes }];
}

function isKind<Kind extends { kind: string }>(item: unknown, kind: Kind["kind"]): item is Kind {
  return typeof item === "object" && item !== null && "kind" in item && item.kind === kind;
}

function textOf(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));
}
