/** Log services: entries and their filter, resolve, delete, clear (BMC reference, section 12; Redfish LogService). */
import { DeviceError } from "../errors";
import { followable } from "./paths";
import { booleanAt, dateAt, lastSegment, linkAt, textAt, textsAt, valueAt } from "./properties";
import type { RedfishReader, RedfishResource } from "./resource";
import { changeResource, requireType } from "./resource";

export interface LogServiceSummary {
  uri: string;
  id: string;
  name: string;
  entriesUri: string | null;
  clearUri: string | null;
  isEnabled: boolean | null;
  overwritePolicy: string | null;
}

export interface LogEntry {
  uri: string;
  id: string;
  severity: string | null;
  message: string;
  messageId: string | null;
  createdAt: Date | null;
  modifiedAt: Date | null;
  isResolved: boolean | null;
  resolution: string | null;
  entryType: string | null;
  /** Resource the entry is about. */
  originUri: string | null;
  /** Raw data to download. */
  attachmentUri: string | null;
  args: string[];
  serviceProviderNotified: boolean | null;
}

export interface LogFilter {
  severity?: "OK" | "Warning" | "Critical";
  from?: Date;
  to?: Date;
  isResolved?: boolean;
  /** Part of message or message id, in any case. */
  text?: string;
}

/** Log services of a system or manager. @throws BmcError, DeviceError, TransportError */
export async function listLogServices(
  reader: RedfishReader,
  ownerUri: string,
  signal?: AbortSignal,
): Promise<LogServiceSummary[]> {
  const owner = await reader.read(ownerUri, signal);
  const collection = linkAt(owner.properties, "LogServices");
  if (collection === null) return [];
  const { members } = await reader.readMembers(collection, { signal });
  return members.map(({ uri, properties }) => ({
    uri,
    id: textAt(properties, "Id") ?? lastSegment(uri),
    name: textAt(properties, "Name") ?? lastSegment(uri),
    entriesUri: linkAt(properties, "Entries"),
    clearUri: followable(valueAt(properties, "Actions", "#LogService.ClearLog", "target")),
    isEnabled: booleanAt(properties, "ServiceEnabled"),
    overwritePolicy: textAt(properties, "OverWritePolicy"),
  }));
}

/** One entry. */
export function parseLogEntry({ uri, properties }: Pick<RedfishResource, "uri" | "properties">): LogEntry {
  return {
    uri,
    id: textAt(properties, "Id") ?? lastSegment(uri),
    severity: textAt(properties, "Severity"),
    message: textAt(properties, "Message") ?? "",
    messageId: textAt(properties, "MessageId"),
    createdAt: dateAt(properties, "Created"),
    modifiedAt: dateAt(properties, "Modified"),
    isResolved: booleanAt(properties, "Resolved"),
    resolution: textAt(properties, "Resolution"),
    entryType: textAt(properties, "EntryType"),
    originUri: linkAt(properties, "Links", "OriginOfCondition"),
    attachmentUri: followable(textAt(properties, "AdditionalDataURI")),
    args: textsAt(properties, "MessageArgs"),
    serviceProviderNotified: booleanAt(properties, "ServiceProviderNotified"),
  };
}

/** OData's form of a filter (DSP0266 section 7.3.4); texts are searched here, since few services know `contains`. */
export function toODataFilter(filter: LogFilter): string | undefined {
  const terms: string[] = [];
  if (filter.severity !== undefined) terms.push(`Severity eq '${filter.severity}'`);
  if (filter.from !== undefined) terms.push(`Created ge '${filter.from.toISOString()}'`);
  if (filter.to !== undefined) terms.push(`Created le '${filter.to.toISOString()}'`);
  if (filter.isResolved !== undefined) terms.push(`Resolved eq ${filter.isResolved}`);
  return terms.length === 0 ? undefined : terms.join(" and ");
}

/** Whether an entry passes; entries without a date pass no range of dates. */
export function matchesFilter(entry: LogEntry, filter: LogFilter): boolean {
  if (filter.severity !== undefined && entry.severity !== filter.severity) return false;
  if (filter.from !== undefined && (entry.createdAt === null || entry.createdAt < filter.from)) return false;
  if (filter.to !== undefined && (entry.createdAt === null || entry.createdAt > filter.to)) return false;
  if (filter.isResolved !== undefined && (entry.isResolved ?? false) !== filter.isResolved) return false;
  const wanted = filter.text?.toLowerCase() ?? "";
  return wanted === "" || `${entry.message} ${entry.messageId ?? ""}`.toLowerCase().includes(wanted);
}

/** Marks an entry as resolved, or open again. @throws DeviceError `invalid_request` for what is no entry, BmcError */
export async function resolveLogEntry(
  reader: RedfishReader,
  entryUri: string,
  isResolved: boolean,
  signal?: AbortSignal,
): Promise<void> {
  await requireType(reader, entryUri, "LogEntry", signal);
  await changeResource(reader.api, entryUri, { Resolved: isResolved }, { signal });
}

/** Deletes one entry. @throws DeviceError `invalid_request` for what is no entry, BmcError */
export async function deleteLogEntry(reader: RedfishReader, entryUri: string, signal?: AbortSignal): Promise<void> {
  await requireType(reader, entryUri, "LogEntry", signal);
  await reader.api.send({ method: "DELETE", uri: entryUri }, signal);
}

/** Deletes every entry of a log. @throws DeviceError `invalid_request` for a log that cannot be cleared, BmcError */
export async function clearLog(
  reader: RedfishReader,
  service: Pick<LogServiceSummary, "clearUri">,
  signal?: AbortSignal,
): Promise<void> {
  if (service.clearUri === null) throw new DeviceError("invalid_request", "This log cannot be cleared.");
  await reader.api.send({ method: "POST", uri: service.clearUri, body: {} }, signal);
}
