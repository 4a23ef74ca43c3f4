/** Messages in answers of a BMC, in all shapes of section 8 of the BMC reference (Redfish, DSP0266 section 8.6). */
import { isProperties } from "./exchange";

export type MessageSeverity = "OK" | "Warning" | "Critical";

export interface RedfishMessage {
  /** As sent, with the version of its registry; empty where the shape has none. */
  id: string;
  /** Last part of the id, the only one that is the same on all firmware. */
  key: string;
  text: string;
  args: string[];
  severity: MessageSeverity | null;
  resolution: string | null;
  /** Property the message is about. */
  property: string | null;
}

const EXTENDED = "@Message.ExtendedInfo";
/** Nothing sensible says more; a device that does may be hostile. */
const MESSAGES_LIMIT = 50;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The last dot-separated part of a message id. */
export function messageKey(id: string): string {
  return id.slice(id.lastIndexOf(".") + 1);
}

function severityOf(entry: Record<string, unknown>): MessageSeverity | null {
  const value = entry.MessageSeverity ?? entry.Severity;
  return value === "OK" || value === "Warning" || value === "Critical" ? value : null;
}

function relatedProperty(entry: Record<string, unknown>): string | null {
  const related = Array.isArray(entry.RelatedProperties) ? textOf(entry.RelatedProperties[0]) : "";
  return related === "" ? null : related.replace(/^#?\//, "");
}

function parseEntry(entry: unknown, property: string | null): RedfishMessage[] {
  if (!isProperties(entry)) return typeof entry === "string" ? [plain(entry)] : [];
  const id = textOf(entry.MessageId ?? entry.MessageID);
  const text = textOf(entry.Message);
  if (id === "" && text === "") return [];
  return [
    {
      id,
      key: messageKey(id),
      text,
      args: Array.isArray(entry.MessageArgs) ? entry.MessageArgs.map((argument) => String(argument)) : [],
      severity: severityOf(entry),
      resolution: textOf(entry.Resolution) || null,
      property: property ?? relatedProperty(entry),
    },
  ];
}

/** One message where a list belongs is what some old services send. */
function parseList(value: unknown, property: string | null): RedfishMessage[] {
  const entries = Array.isArray(value) ? value : [value];
  return entries.slice(0, MESSAGES_LIMIT).flatMap((entry) => parseEntry(entry, property));
}

function plain(text: string, id = ""): RedfishMessage {
  return { id, key: messageKey(id), text, args: [], severity: null, resolution: null, property: null };
}

function parseError(error: unknown): RedfishMessage[] {
  if (typeof error === "string") return [plain(error)];
  if (!isProperties(error)) return [];
  const extended = parseList(error[EXTENDED] ?? [], null);
  if (extended.length > 0) return extended;
  const text = textOf(error.message);
  return text === "" ? [] : [plain(text, textOf(error.code))];
}

/** `{"message": "403 Forbidden", "data": {"description": …}}` of web servers before Redfish. */
function parseLegacy(body: Record<string, unknown>): RedfishMessage[] {
  const description = isProperties(body.data) ? textOf(body.data.description) : "";
  const texts = [textOf(body.Description), description, textOf(body.message)].filter((text) => text !== "");
  return texts.slice(0, 1).map((text) => plain(text));
}

/**
 * Every message of an answer: of `error`, of single properties with or without an `error` object, of success, and the
 * plain texts of `/ibm/v1` and of old firmware.
 */
export function readMessages(body: unknown): RedfishMessage[] {
  if (!isProperties(body)) return [];
  const messages = [...parseError(body.error), ...parseList(body[EXTENDED] ?? [], null)];
  for (const [name, value] of Object.entries(body)) {
    const property = name.endsWith(EXTENDED) ? name.slice(0, -EXTENDED.length) : "";
    if (property !== "") messages.push(...parseList(value, property));
  }
  return (messages.length > 0 ? messages : parseLegacy(body)).slice(0, MESSAGES_LIMIT);
}

/** True if one of the messages has this key. */
export function hasMessage(messages: readonly RedfishMessage[], ...keys: string[]): boolean {
  return messages.some((message) => keys.includes(message.key));
}
