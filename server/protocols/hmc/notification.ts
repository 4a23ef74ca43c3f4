/** Messages on the notification topics (HMC Web Services API, sections 7.8, 9.3 and 9.4). */
import { z } from "zod";
import type { DeviceNotification } from "../kind";
import { isSecretProperty, REDACTED, redactValue } from "./redaction";

export interface NotificationFrame {
  headers: ReadonlyMap<string, string>;
  body: string;
}

const NAME_LIMIT = 200;
const TEXT_LIMIT = 2_000;
const ENTRY_LIMIT = 200;
/** Of one changed value as JSON; a list of a thousand URIs is read from the object itself. */
const VALUE_LIMIT = 4_000;

type Change = DeviceNotification["changes"][number];
type Detail = DeviceNotification["details"][number];

const looseObject = z.record(z.string(), z.unknown());
const objectList = z.array(looseObject).catch([]);

const changeReportsSchema = z.object({ "change-reports": objectList });
const logEntriesSchema = z.object({ "log-entries": objectList });
const osMessagesSchema = z.object({ "os-messages": objectList });

function parseJson(text: string): { value: unknown; isBroken: boolean } {
  if (text.trim() === "") return { value: {}, isBroken: false };
  try {
    return { value: JSON.parse(text), isBroken: false };
  } catch {
    return { value: {}, isBroken: true };
  }
}

function clip(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

function show(value: unknown): string {
  return clip(typeof value === "string" ? value : (JSON.stringify(value) ?? "(none)"), 80);
}

function timeOf(value: unknown): Date | null {
  const ms = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  // -1 means not available; absurdly large values have been seen (section 4).
  return typeof ms === "number" && ms > 0 && ms < 8.64e15 ? new Date(ms) : null;
}

/** A value without secrets and of a size that can be stored and shown for every notification. */
function boundedValue(property: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (isSecretProperty(property)) return REDACTED;
  const shown = redactValue(value, []);
  const json = JSON.stringify(shown);
  return json.length > VALUE_LIMIT ? clip(json, VALUE_LIMIT) : shown;
}

const statusProperties = [
  ["status", "old-status", "new-status"],
  ["additional-status", "old-additional-status", "new-additional-status"],
] as const;

function statusChanges(reports: readonly Record<string, unknown>[]): Change[] {
  const changes: Change[] = [];
  for (const report of reports) {
    for (const [property, oldName, newName] of statusProperties) {
      if (Object.hasOwn(report, oldName) || Object.hasOwn(report, newName)) {
        changes.push({ property, oldValue: report[oldName] ?? null, newValue: report[newName] ?? null });
      }
    }
    if (Object.hasOwn(report, "has-unacceptable-status")) {
      const newValue = report["has-unacceptable-status"] ?? null;
      changes.push({ property: "has-unacceptable-status", oldValue: null, newValue });
    }
  }
  return changes;
}

function propertyChanges(reports: readonly Record<string, unknown>[]): Change[] {
  return reports.flatMap((report) => {
    const property = report["property-name"];
    if (typeof property !== "string") return [];
    const [oldValue, newValue] = [report["old-value"], report["new-value"]].map((value) =>
      boundedValue(property, value),
    );
    return [{ property: clip(property, NAME_LIMIT), oldValue, newValue }];
  });
}

function summarizeChanges(changes: readonly Change[]): string {
  const worthTelling = changes.filter((change) => change.property !== "has-unacceptable-status");
  const [first] = worthTelling.length > 0 ? worthTelling : changes;
  if (first === undefined) return "changed";
  const more = worthTelling.length > 1 ? ` (and ${worthTelling.length - 1} more)` : "";
  return `${first.property}: ${show(first.oldValue)} → ${show(first.newValue)}${more}`;
}

function detail(label: string, value: unknown): Detail[] {
  if (value === null || value === undefined || value === "") return [];
  return [{ label, value: clip(typeof value === "string" ? value : JSON.stringify(value), TEXT_LIMIT) }];
}

function logDetails(entries: readonly Record<string, unknown>[]): Detail[] {
  return entries.flatMap((entry) => [
    ...detail("Event", entry["event-name"]),
    ...detail("Message", entry["event-message"]),
    ...detail("User", entry.userid),
    ...detail("Event id", entry["event-id"]),
    ...detail("Time", timeOf(entry["event-time"])?.toISOString()),
  ]);
}

function osDetails(messages: readonly Record<string, unknown>[]): Detail[] {
  return messages.flatMap((message) => [
    ...detail(`Message ${show(message["sequence-number"])}`, message["message-text"]),
    ...detail("Prompt", message["prompt-text"]),
    ...(message["is-held"] === true ? detail("Held", "waits for an answer") : []),
    ...(message["is-priority"] === true ? detail("Priority", "yes") : []),
  ]);
}

function firstLine(value: unknown, fallback: string): string {
  const line = typeof value === "string" ? value.split(/\r?\n/, 1)[0]?.trim() : undefined;
  return line ? clip(line, NAME_LIMIT) : fallback;
}

interface Content {
  summary: string;
  changes: Change[];
  details: Detail[];
}

function withCount(summary: string, count: number): string {
  return count > 1 ? `${summary} (and ${count - 1} more)` : summary;
}

function contentOf(type: string, headers: ReadonlyMap<string, string>, value: unknown): Content {
  const none = { changes: [], details: [] };
  switch (type) {
    case "status-change":
    case "property-change": {
      const parsed = changeReportsSchema.safeParse(value);
      const reports = parsed.success ? parsed.data["change-reports"].slice(0, ENTRY_LIMIT) : [];
      const changes = type === "status-change" ? statusChanges(reports) : propertyChanges(reports);
      return { summary: summarizeChanges(changes), changes, details: [] };
    }
    case "inventory-change": {
      const action = headers.get("action");
      return { summary: action === "add" ? "added" : action === "remove" ? "removed" : "inventory changed", ...none };
    }
    case "job-completion":
      return { summary: "job completed", ...none };
    case "log-entry": {
      const parsed = logEntriesSchema.safeParse(value);
      const entries = parsed.success ? parsed.data["log-entries"].slice(0, ENTRY_LIMIT) : [];
      const log = /aud$/.test(headers.get("destination") ?? "")
        ? "Audit log"
        : /sec$/.test(headers.get("destination") ?? "")
          ? "Security log"
          : "Log";
      const what = firstLine(entries[0]?.["event-message"], firstLine(entries[0]?.["event-name"], "entry"));
      return {
        summary: withCount(`${log}: ${what}`, entries.length),
        changes: [],
        details: [{ label: "Log", value: log }, ...logDetails(entries)],
      };
    }
    case "os-message": {
      const parsed = osMessagesSchema.safeParse(value);
      const messages = parsed.success ? parsed.data["os-messages"].slice(0, ENTRY_LIMIT) : [];
      const what = firstLine(messages[0]?.["message-text"], "message of the operating system");
      return { summary: withCount(what, messages.length), changes: [], details: osDetails(messages) };
    }
    default:
      return { summary: clip(type, NAME_LIMIT), ...none };
  }
}

/**
 * A frame as a notification. Total: unknown types, missing headers and broken JSON give a notification with what is
 * there, and never an error. Undefined only for a frame without a type, which is nothing the book knows.
 */
export function parseNotification(frame: NotificationFrame): DeviceNotification | undefined {
  const { headers } = frame;
  const type = headers.get("notification-type");
  if (type === undefined || type === "") return undefined;
  const header = (name: string) => {
    const value = headers.get(name);
    return value === undefined || value === "" ? null : clip(value, 500);
  };
  const { value, isBroken } = parseJson(frame.body);
  const content = contentOf(type, headers, value);
  const details = isBroken
    ? [...content.details, { label: "Body", value: "The device's message is not valid JSON." }]
    : content.details;
  return {
    type: clip(type, 60),
    summary: content.summary,
    objectUri: header("object-uri"),
    objectClass: header("class"),
    objectName: header("name"),
    elementUri: header("element-uri"),
    action: header("action"),
    jobUri: header("job-uri"),
    changes: content.changes,
    details,
    occurredAt: timeOf(headers.get("timestamp")),
  };
}

/**
 * Finds losses by `session-sequence-nr`. The book leaves open whether it counts per topic or over all topics of a session
 * (section 9.3): a number that follows either way is no loss, and the first pair that fits only one way decides.
 */
export class SequenceWatch {
  #last: number | undefined;
  readonly #lastByTopic = new Map<string, number>();
  #scope: "session" | "topic" | undefined;

  /** How many messages are missing before this one; 0 in sequence, and for headers that are not numbers. */
  observe(headers: ReadonlyMap<string, string>): number {
    const text = headers.get("session-sequence-nr") ?? "";
    if (!/^\d{1,15}$/.test(text)) return 0;
    const number = Number(text);
    const topic = headers.get("destination") ?? "";
    const last = this.#last;
    const lastOfTopic = this.#lastByTopic.get(topic);
    this.#last = number;
    this.#lastByTopic.set(topic, number);
    if (last === undefined) return 0;
    const followsSession = number === last + 1;
    const followsTopic = lastOfTopic !== undefined && number === lastOfTopic + 1;
    if (this.#scope === undefined && lastOfTopic !== last) {
      if (followsSession && !followsTopic && lastOfTopic !== undefined) this.#scope = "session";
      else if (followsTopic && !followsSession) this.#scope = "topic";
    }
    if (this.#scope === "session") return Math.max(0, number - last - 1);
    if (this.#scope === "topic") return lastOfTopic === undefined ? 0 : Math.max(0, number - lastOfTopic - 1);
    if (followsSession || followsTopic || lastOfTopic === undefined) return 0;
    return Math.max(0, Math.min(number - last, number - lastOfTopic) - 1);
  }
}
