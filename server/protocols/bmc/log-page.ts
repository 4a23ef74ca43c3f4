/**
 * Pages of a log, newest entries first, whatever order its service keeps: IBM's lists the oldest first (BMC reference,
 * sections 8 and 12; Redfish leaves the order open).
 */
import { DeviceError } from "../errors";
import { isRefusal } from "./errors";
import { type LogEntry, type LogFilter, matchesFilter, parseLogEntry, toODataFilter } from "./event-log";
import { followable } from "./paths";
import { linkAt, textAt } from "./properties";
import { type CollectionPage, mapBounded, type RedfishReader } from "./resource";

/** Old hardware takes 20 s for 200 entries: fewer at a time, and no second request for what is there already. */
const PAGE_SIZE = 50;
const LARGEST_PAGE = 1_000;
/** As few entries as show an order. */
const PROBE_SIZE = 2;
/** Of a log that has to be read whole; larger ones come in part. */
const MOST_MEMBERS = 10_000;

export interface LogQuery {
  filter?: LogFilter;
  pageSize?: number;
  /** From the page before; log and filter must be the same. */
  nextUri?: string;
}

export interface LogPage {
  /** Newest first. */
  entries: LogEntry[];
  /** Entries in all, before any filter; null where the service does not say. */
  total: number | null;
  /** Pass to read further back in time; null at the end. */
  nextUri: string | null;
  /** True where the filter was applied here, entry by entry, because the service has none. */
  isFilteredHere: boolean;
  isPartial: boolean;
}

/** Members in the order in which the service lists them. */
interface Found extends CollectionPage {
  isFiltered: boolean;
}

/**
 * Where a page of a log that lists the oldest entries first ends: before that member, counted from the oldest, so that
 * entries that are added meanwhile move nothing. `whole` is for services that do not skip.
 */
interface Position {
  way: "skip" | "whole";
  before: number;
}

interface Log {
  reader: RedfishReader;
  entriesUri: string;
  filter: LogFilter;
  size: number;
  signal: AbortSignal | undefined;
}

/**
 * One page of entries, the newest first. The filter goes to the service where it advertises `$filter` and takes it here,
 * else it is applied to the page, which may then hold fewer entries than asked for.
 * @throws BmcError, DeviceError also `invalid_request` for a `nextUri` of another log, TransportError
 */
export async function readLogPage(
  reader: RedfishReader,
  entriesUri: string,
  query: LogQuery = {},
  signal?: AbortSignal,
): Promise<LogPage> {
  const filter = query.filter ?? {};
  const size = Math.min(Math.max(query.pageSize ?? PAGE_SIZE, 1), LARGEST_PAGE);
  const log: Log = { reader, entriesUri, filter, size, signal };
  const page = await (query.nextUri === undefined ? readNewest(log) : readOn(log, query.nextUri));
  const entries = await readEntries(log, page.members);
  return {
    entries: newestFirst(entries).filter((entry) => matchesFilter(entry, filter)),
    total: page.total,
    nextUri: page.nextUri,
    isFilteredHere: toODataFilter(filter) !== undefined && !page.isFiltered,
    isPartial: page.isPartial,
  };
}

async function readNewest(log: Log): Promise<Found> {
  const probe = await readOrAll(log, { $top: PROBE_SIZE });
  const { members, total, nextUri } = probe;
  const isCut = members.length === PROBE_SIZE && total === null;
  if (nextUri === null && !isCut && (total === null || members.length >= total)) {
    return sliceWhole(log, probe, { way: "whole", before: members.length });
  }
  if (!isOldestFirst(await readEntries(log, endsOf(members)))) return readFirst(log);
  const filtered = await readFiltered(log, LARGEST_PAGE);
  // Of more matches than that the newest are found by going back without the service's filter.
  if (filtered !== null && filtered.nextUri === null) return filtered;
  return total === null
    ? readWhole(log, null)
    : readBefore(log, { way: "skip", before: total }, followable(linkAt(members[0])));
}

async function readOn(log: Log, nextUri: string): Promise<Found> {
  const [, uri, way, before] = /^([^#]*)#(skip|whole)=(\d{1,9})$/.exec(nextUri) ?? [];
  if (before !== undefined) {
    if (uri !== log.entriesUri) throw new DeviceError("invalid_request", "This is not a page of this log.");
    const position = { before: Number(before) };
    return way === "skip" ? readBefore(log, { way, ...position }, null) : readWhole(log, position.before);
  }
  const link = followable(nextUri);
  if (link === null) throw new DeviceError("invalid_request", "This is not a page of a log.");
  const page = await log.reader.readPage(link, {}, log.signal);
  return { ...page, isFiltered: /[?&](?:\$|%24)filter=/i.test(link) };
}

/** The first page of a service that lists the newest first. */
async function readFirst(log: Log): Promise<Found> {
  return (await readFiltered(log, log.size)) ?? { ...(await readOrAll(log, { $top: log.size })), isFiltered: false };
}

/** A page filtered by the service; null where there is no filter, or none that it takes. */
async function readFiltered({ reader, entriesUri, filter, signal }: Log, size: number): Promise<Found | null> {
  const term = reader.features.filter ? toODataFilter(filter) : undefined;
  if (term === undefined) return null;
  try {
    return { ...(await reader.readPage(entriesUri, { $top: size, $filter: term }, signal)), isFiltered: true };
  } catch (error) {
    if (!isRefusal(error, 400, 501)) throw error;
    return null;
  }
}

/** A service without paging refuses the query, and then sends everything. */
async function readOrAll({ reader, entriesUri, signal }: Log, query: { $top: number }): Promise<CollectionPage> {
  try {
    return await reader.readPage(entriesUri, query, signal);
  } catch (error) {
    if (!isRefusal(error, 400, 501)) throw error;
    return reader.readPage(entriesUri, {}, signal);
  }
}

/** The page that ends before a member; `oldest` is the link of the very first, by which ignored skipping is noticed. */
async function readBefore(log: Log, { before }: Position, oldest: string | null): Promise<Found> {
  const from = Math.max(0, before - log.size);
  try {
    const page = await log.reader.readPage(log.entriesUri, { $skip: from, $top: before - from }, log.signal);
    const isSkipped = from === 0 || oldest === null || linkAt(page.members[0]) !== oldest;
    if (isSkipped && page.members.length <= before - from) {
      return { ...page, nextUri: describePosition(log, { way: "skip", before: from }), isFiltered: false };
    }
  } catch (error) {
    // Also what lies beyond the largest number that the service skips (section 8).
    if (!isRefusal(error, 400, 501)) throw error;
  }
  return readWhole(log, before);
}

/** Follows the service's own links to the end and takes the page before a member, or the last. */
async function readWhole(log: Log, before: number | null): Promise<Found> {
  const { reader, entriesUri, signal } = log;
  const members: unknown[] = [];
  let page = await reader.readPage(entriesUri, {}, signal);
  let { isPartial } = page;
  members.push(...page.members);
  while (page.nextUri !== null && page.members.length > 0 && members.length < MOST_MEMBERS) {
    try {
      page = await reader.readPage(page.nextUri, {}, signal);
    } catch (error) {
      if (!isRefusal(error, 400, 501)) throw error;
      isPartial = true;
      break;
    }
    members.push(...page.members);
    isPartial ||= page.isPartial;
  }
  isPartial ||= members.length >= MOST_MEMBERS;
  const whole = { ...page, members, isPartial };
  return sliceWhole(log, whole, { way: "whole", before: Math.min(before ?? members.length, members.length) });
}

async function sliceWhole(log: Log, page: CollectionPage, { before }: Position): Promise<Found> {
  const oldestFirst = isOldestFirst(await readEntries(log, endsOf(page.members)))
    ? page.members
    : page.members.toReversed();
  const from = Math.max(0, before - log.size);
  const nextUri = describePosition(log, { way: "whole", before: from });
  return { ...page, members: oldestFirst.slice(from, before).toReversed(), nextUri, isFiltered: false };
}

function describePosition({ entriesUri }: Log, { way, before }: Position): string | null {
  return before === 0 ? null : `${entriesUri}#${way}=${before}`;
}

const endsOf = (members: readonly unknown[]) => (members.length < 2 ? [] : [members[0], members.at(-1)]);

/** Entries of members that hold them, or link to them. */
async function readEntries({ reader, signal }: Log, members: readonly unknown[]): Promise<LogEntry[]> {
  const entries = await mapBounded(members, async (member): Promise<LogEntry | null> => {
    const uri = linkAt(member);
    if (uri === null) return null;
    const isInline = textAt(member, "Message") !== null || textAt(member, "Id") !== null;
    return parseLogEntry(
      isInline ? { uri, properties: member as Record<string, unknown> } : await reader.read(uri, signal),
    );
  });
  return entries.filter((entry) => entry !== null);
}

/** Whether the first of some entries is older than the last: by date, or by number where the dates do not tell. */
function isOldestFirst(entries: readonly LogEntry[]): boolean {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return false;
  const age = (last.createdAt?.getTime() ?? 0) - (first.createdAt?.getTime() ?? 0);
  const hasDates = first.createdAt !== null && last.createdAt !== null;
  return hasDates && age !== 0 ? age > 0 : Number(last.id) > Number(first.id);
}

const newestFirst = (entries: LogEntry[]) => (isOldestFirst(entries) ? entries.toReversed() : entries);
