import type { Notification } from "@/contracts/notification";

/** What the reader wants to see of the feed; all of it stands in the address. */
export interface FeedFilter {
  profileId?: string;
  type?: string;
  objectUri?: string;
  text?: string;
  from?: string;
  to?: string;
}

const names = ["profileId", "type", "objectUri", "text", "from", "to"] as const;

/** Reads a filter from the address; over-long values are cut and broken times left out. */
export function parseFeedFilter(params: URLSearchParams): FeedFilter {
  const filter: FeedFilter = {};
  for (const name of names) {
    const value = params.get(name)?.slice(0, name === "objectUri" ? 500 : 200);
    if (!value) continue;
    if ((name === "from" || name === "to") && Number.isNaN(Date.parse(value))) continue;
    filter[name] = value;
  }
  return filter;
}

/** The query string of a filter. */
export function writeFeedFilter(filter: FeedFilter): string {
  const params = new URLSearchParams();
  for (const name of names) if (filter[name]) params.set(name, filter[name]);
  return params.toString();
}

/** Whether a live notification belongs into the filtered feed; the same rule as the server's search. */
export function matchesFeed(notification: Notification, filter: FeedFilter): boolean {
  if (filter.to !== undefined && Date.parse(notification.receivedAt) > Date.parse(filter.to)) return false;
  if (filter.from !== undefined && Date.parse(notification.receivedAt) < Date.parse(filter.from)) return false;
  if (filter.profileId !== undefined && notification.profileId !== filter.profileId) return false;
  if (filter.type !== undefined && notification.type !== filter.type) return false;
  if (filter.objectUri !== undefined && notification.objectUri !== filter.objectUri) return false;
  if (filter.text === undefined) return true;
  const needle = filter.text.toLocaleLowerCase();
  return [notification.summary, notification.objectName, notification.objectUri]
    .filter((text) => text !== null)
    .some((text) => text.toLocaleLowerCase().includes(needle));
}

/** Live and stored notifications as one list, newest first, each once, at most `limit`. */
export function mergeFeed(
  live: readonly Notification[],
  stored: readonly Notification[],
  limit: number,
): Notification[] {
  const byId = new Map<number, Notification>();
  for (const notification of [...live, ...stored]) byId.set(notification.id, notification);
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, limit);
}
