/** A log with paging, filter and resolved entries (BMC reference, sections 8 and 12). */
import { message, refuse } from "./messages";
import type { JsonObject } from "./model";

export const LOG_URI = "/redfish/v1/Systems/system/LogServices/EventLog";
export const ENTRIES_URI = `${LOG_URI}/Entries`;

export interface FakeLogEntry {
  id: string;
  severity: "OK" | "Warning" | "Critical";
  message: string;
  createdAt: Date;
  isResolved: boolean;
}

export function describeEntry(entry: FakeLogEntry): JsonObject {
  return {
    "@odata.id": `${ENTRIES_URI}/${entry.id}`,
    "@odata.type": "#LogEntry.v1_9_0.LogEntry",
    Id: entry.id,
    Name: "System Event Log Entry",
    EntryType: "Event",
    Severity: entry.severity,
    Message: entry.message,
    MessageId: `OpenBMC.0.4.${entry.severity}`,
    MessageArgs: [],
    Created: entry.createdAt.toISOString(),
    Modified: entry.createdAt.toISOString(),
    Resolved: entry.isResolved,
    AdditionalDataURI: `${ENTRIES_URI}/${entry.id}/attachment`,
  };
}

const comparisons: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  ge: (left, right) => left >= right,
  gt: (left, right) => left > right,
  le: (left, right) => left <= right,
  lt: (left, right) => left < right,
};

/** Terms joined by `and`, as far as clients of the simulator write them. */
function parseFilter(text: string): (entry: JsonObject) => boolean {
  const terms = text.split(/\s+and\s+/).map((term) => {
    const [, name = "", operator = "", quoted, plain] = /^(\w+) (\w+) (?:'([^']*)'|(\S+))$/.exec(term) ?? [];
    const compare = comparisons[operator];
    if (compare === undefined) throw refuse(400, "QueryParameterValueFormatError", text, "$filter");
    return (entry: JsonObject) => compare(String(entry[name]), quoted ?? plain ?? "");
  });
  return (entry) => terms.every((term) => term(entry));
}

function readCount(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 1_000) throw refuse(400, "QueryParameterValueFormatError", text, name);
  return value;
}

export class EventLog {
  entries: FakeLogEntry[];
  /** Entries in an answer that does not ask for a number. */
  pageSize = 1_000;
  /** As services of some other makers do. */
  listsNewestFirst = false;
  /** What the service makes of `$skip` and `$top` where they are not its own. */
  skipping: "skips" | "refuses" | "ignores" | "sends-all" = "skips";

  constructor(entries: FakeLogEntry[]) {
    this.entries = entries;
  }

  find(id: string): FakeLogEntry {
    const entry = this.entries.find((one) => one.id === id);
    if (entry === undefined) throw refuse(404, "ResourceNotFound", "LogEntry", id);
    return entry;
  }

  /** One page; members stand in it with all their properties. */
  page(query: URLSearchParams, filters: boolean): JsonObject {
    const filter = query.get("$filter");
    if (filter !== null && !filters) throw refuse(501, "QueryNotSupported");
    const oldestFirst = this.entries.map(describeEntry);
    const all = this.listsNewestFirst ? oldestFirst.reverse() : oldestFirst;
    const chosen = filter === null ? all : all.filter(parseFilter(filter));
    const isOwn = query.has("page");
    if (this.skipping === "refuses" && query.has("$skip") && !isOwn) throw refuse(501, "QueryNotSupported");
    const ignores = this.skipping === "ignores" && !isOwn;
    const skip = ignores || this.skipping === "sends-all" ? 0 : readCount(query, "$skip", 0);
    const wanted = ignores ? this.pageSize : readCount(query, "$top", this.pageSize);
    const top = this.skipping === "sends-all" ? all.length : wanted;
    const next = skip + top;
    const rest = [
      `$skip=${next}`,
      `$top=${top}`,
      ...(this.skipping === "skips" ? [] : ["page=own"]),
      ...(filter === null ? [] : [`$filter=${encodeURIComponent(filter)}`]),
    ];
    return {
      "@odata.id": ENTRIES_URI,
      "@odata.type": "#LogEntryCollection.LogEntryCollection",
      Name: "System Event Log Entries",
      Members: chosen.slice(skip, next),
      // The count is of everything, which clients with a filter get wrong.
      "Members@odata.count": all.length,
      ...(next < chosen.length && top > 0 ? { "Members@odata.nextLink": `${ENTRIES_URI}?${rest.join("&")}` } : {}),
    };
  }
}

/** The body of an answer that only says that it worked. */
export const success = (): JsonObject => ({ "@Message.ExtendedInfo": [message("Success")] });
