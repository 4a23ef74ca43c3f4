/** Indications as notifications (CIM_Indication and its subclasses of the DMTF's event schema). */
import type { DeviceNotification } from "../../kind";
import { valueOfDatetime } from "../model/datetime";
import { findByName } from "../model/names";
import type { CimInstance, CimInstanceName, CimScalar, CimValue } from "../model/objects";
import { numberIn, textIn, valueIn } from "../model/readings";
import { parseWbemUri, WbemUriError } from "../uri/parse";
import { printWbemUri } from "../uri/print";

const TEXT_LIMIT = 1_000;
const CHANGES_LIMIT = 100;
const MICROS_PER_MS = 1_000n;

/** Types by the class of the indication or the one it is named after. */
const types: readonly (readonly [RegExp, string, DeviceNotification["action"]])[] = [
  [/InstCreation$/i, "inventory-change", "create"],
  [/InstDeletion$/i, "inventory-change", "remove"],
  [/InstModification$/i, "property-change", null],
  [/InstMethodCall$/i, "method-call", null],
  [/InstRead$/i, "read", null],
  [/Alert(?:Indication)?$/i, "alert", null],
];

/** Values of PerceivedSeverity. */
const severities = [
  "Unknown",
  "Other",
  "Information",
  "Degraded/Warning",
  "Minor",
  "Major",
  "Critical",
  "Fatal/NonRecoverable",
];

const bounded = (text: string) => (text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text);

function embeddedAt(indication: CimInstance, name: string): CimInstance | null {
  const value = valueIn(indication, name);
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "instance" ? value : null;
}

function textOfScalar(value: CimScalar | null): string {
  if (value === null) return "NULL";
  if (typeof value !== "object") return String(value);
  if (value.kind === "instance-name" || value.kind === "class-name") return printWbemUri({ ...value, host: null });
  if (value.kind === "instance" || value.kind === "class") return value.className;
  return value.text;
}

/** A value in one line. */
function textOf(value: CimValue): string {
  return Array.isArray(value) ? value.map(textOfScalar).join(", ") : textOfScalar(value as CimScalar | null);
}

/** Properties of the instance that differ from those before. */
function changesOf(before: CimInstance | null, now: CimInstance | null): DeviceNotification["changes"] {
  if (before === null || now === null) return [];
  return now.properties
    .flatMap(({ name, value }) => {
      const [oldValue, newValue] = [textOf(findByName(before.properties, name)?.value ?? null), textOf(value)];
      return oldValue === newValue
        ? []
        : [{ property: name, oldValue: bounded(oldValue), newValue: bounded(newValue) }];
    })
    .slice(0, CHANGES_LIMIT);
}

function occurredAt(indication: CimInstance): Date | null {
  const time = valueIn(indication, "IndicationTime");
  if (typeof time !== "object" || time === null || !("text" in time) || time.kind !== "timestamp") return null;
  return new Date(Number(valueOfDatetime(time).microseconds / MICROS_PER_MS));
}

/** What the indication is about: the path of its source, or the text that the server gives for it. */
function sourceOf(indication: CimInstance): { uri: string | null; path: CimInstanceName | null } {
  const path = embeddedAt(indication, "SourceInstance")?.path ?? null;
  const text = textIn(indication, "SourceInstanceModelPath") ?? textIn(indication, "AlertingManagedElement");
  return { uri: path === null ? text : printWbemUri({ ...path, host: null }), path };
}

/** What the text says of the object, if it is the path of an instance: its class, and the key that tells it from others. */
function objectIn(uri: string | null): { objectClass: string | null; objectName: string | null } {
  const path = uri === null ? null : parsedPath(uri);
  // The other keys say on which system it is.
  const own = path?.keyBindings.findLast(({ name }) => !/^System|CreationClassName$/i.test(name));
  return {
    objectClass: path?.className ?? null,
    objectName: own === undefined || typeof own.value === "object" ? null : bounded(String(own.value)),
  };
}

function parsedPath(uri: string): CimInstanceName | null {
  try {
    const path = parseWbemUri(uri);
    return path.kind === "instance-name" ? path : null;
  } catch (error) {
    if (error instanceof WbemUriError) return null;
    throw error;
  }
}

/** An indication as it is stored and shown. */
export function toNotification(indication: CimInstance): DeviceNotification {
  const [, type, action] = types.find(([pattern]) => pattern.test(indication.className)) ?? [null, "indication", null];
  const source = embeddedAt(indication, "SourceInstance");
  const { uri } = sourceOf(indication);
  const severity = numberIn(indication, "PerceivedSeverity");
  const message = textIn(indication, "Message") ?? textIn(indication, "Description");
  const said = objectIn(source === null ? uri : null);
  const objectClass = source?.className ?? said.objectClass;
  const labelled: [string, string | null][] = [
    ["Class", indication.className],
    ["Severity", severity === null ? null : (severities[severity] ?? String(severity))],
    ["Message id", textIn(indication, "MessageID")],
    ["Source", uri],
    ["Probable cause", textIn(indication, "ProbableCauseDescription")],
    ["Identifier", textIn(indication, "IndicationIdentifier")],
  ];
  return {
    type,
    summary: bounded(message ?? [indication.className, objectClass].filter((text) => text !== null).join(" of ")),
    objectUri: uri,
    objectClass,
    objectName: source === null ? said.objectName : (textIn(source, "ElementName") ?? textIn(source, "Name")),
    elementUri: null,
    action,
    jobUri: objectClass !== null && /job$/i.test(objectClass) ? uri : null,
    changes: changesOf(embeddedAt(indication, "PreviousInstance"), source),
    details: labelled.flatMap(([label, value]) => (value === null ? [] : [{ label, value: bounded(value) }])),
    occurredAt: occurredAt(indication),
  };
}

/** Numbers remembered, to know a repetition that comes late. */
const REMEMBERED = 256;

/** Sees losses and repetitions by SequenceContext and SequenceNumber, where the server has them. */
export class IndicationSequence {
  #context: string | null = null;
  #highest = -1n;
  readonly #seen = new Set<bigint>();

  /** Whether this indication was delivered before, and how many are missing before it. */
  judge(indication: CimInstance): { isRepeated: boolean; lost: number } {
    const context = textIn(indication, "SequenceContext");
    const value = valueIn(indication, "SequenceNumber");
    if (context === null || (typeof value !== "bigint" && typeof value !== "number")) {
      return { isRepeated: false, lost: 0 };
    }
    const number = BigInt(value);
    const isFirst = context !== this.#context;
    if (isFirst) this.#begin(context);
    if (this.#seen.has(number)) return { isRepeated: true, lost: 0 };
    this.#remember(number);
    const lost = isFirst || number <= this.#highest ? 0 : Number(number - this.#highest - 1n);
    if (isFirst || number > this.#highest) this.#highest = number;
    return { isRepeated: false, lost };
  }

  #begin(context: string): void {
    this.#context = context;
    this.#seen.clear();
  }

  #remember(number: bigint): void {
    this.#seen.add(number);
    for (const oldest of this.#seen) {
      if (this.#seen.size <= REMEMBERED) break;
      this.#seen.delete(oldest);
    }
  }
}
