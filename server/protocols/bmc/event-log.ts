/** Log services: entries with filter and paging, resolve, delete, clear (BMC reference, section 12; Redfish LogService). */
import { DeviceError } from "../errors";
import { isRefusal } from "./errors";
import { followable } from "./paths";
import { booleanAt, dateAt, lastSegment, linkAt, textAt, textsAt, valueAt } from "./properties";
import type { RedfishReader, RedfishResource } from "./resource";
import { changeResource, mapBounded, requireType } from "./resource";

/** Old hardware takes 20 s for 200 entries: fewer at a time, and no second request for what is there already. */
const PAGE_SIZE = 50;
const LARGEST_PAGE = 1_000;

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

export interface LogPage {
  entries: LogEntry[];
  /** Entries in all, before any filter; null where the service does not say. */
  total: number | null;
  /** Pass to read on; null at the end. */
  nextUri: string | null;
  /** True where the filter was applied here, entry by entry, because the service has none. */
  isFilteredHere: boolean;
  isPartial: boolean;
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

export interface LogQuery {
  filter?: LogFilter;
  pageSize?: number;
  /** From the page before; the filter must be the same. */
  nextUri?: string;
}

/**
 * One page of entries. The filter goes to the service where it advertises `$filter` and takes it here, else it is applied
 * to the page, which may then hold fewer entries than asked for. @throws BmcError, DeviceError, TransportError
 */
export async function readLogPage(
  reader: RedfishReader,
  entriesUri: string,
  query: LogQuery = {},
  signal?: AbortSignal,
): Promise<LogPage> {
  const filter = query.filter ?? {};
  const size = Math.min(Math.max(query.pageSize ?? PAGE_SIZE, 1), LARGEST_PAGE);
  const page = await readFirst(reader, entriesUri, query, filter, size, signal);
  const members = await mapBounded(page.members, async (member): Promise<LogEntry | null> => {
    const uri = linkAt(member);
    if (uri === null) return null;
    const isInline = textAt(member, "Message") !== null || textAt(member, "Id") !== null;
    return parseLogEntry(
      isInline ? { uri, properties: member as Record<string, unknown> } : await reader.read(uri, signal),
    );
  });
  const entries = members.filter((entry) => entry !== null).filter((entry) => matchesFilter(entry, filter));
  return {
    entries,
    total: page.total,
    nextUri: page.nextUri,
    isFilteredHere: toODataFilter(filter) !== undefined && !page.isFiltered,
    isPartial: page.isPartial,
  };
}

async function readFirst(
  reader: RedfishReader,
  entriesUri: string,
  query: LogQuery,
  filter: LogFilter,
  size: number,
  signal?: AbortSignal,
) {
  if (query.nextUri !== undefined) {
    const uri = followable(query.nextUri);
    if (uri === null) throw new DeviceError("invalid_request", "This is not a page of a log.");
    return { ...(await reader.readPage(uri, {}, signal)), isFiltered: /[?&](?:\$|%24)filter=/i.test(uri) };
  }
  const term = reader.features.filter ? toODataFilter(filter) : undefined;
  if (term !== undefined) {
    try {
      const page = await reader.readPage(entriesUri, { $top: size, $filter: term }, signal);
      return { ...page, isFiltered: true };
    } catch (error) {
      if (!isRefusal(error, 400, 501)) throw error;
    }
  }
  return { ...(await readPaged(reader, entriesUri, size, signal)), isFiltered: false };
}

/** A service without paging refuses `$top`, and then sends everything. */
async function readPaged(reader: RedfishReader, entriesUri: string, size: number, signal?: AbortSignal) {
  try {
    return await reader.readPage(entriesUri, { $top: size }, signal);
  } catch (error) {
    if (!isRefusal(error, 400, 501)) throw error;
    return reader.readPage(entriesUri, {}, signal);
  }
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
