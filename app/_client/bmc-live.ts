import type { QueryClient } from "@tanstack/react-query";
import type { BmcRow } from "@/contracts/bmc";
import type { Notification } from "@/contracts/notification";
import { keys } from "./keys";

type Event = Pick<Notification, "profileId" | "type" | "objectClass" | "receivedAt" | "summary">;

/** Events come in bursts; a BMC is slow, so that a burst may cost it one reading only. */
const COLLECT_MS = 1_000;

const logParts = ["log-entries"];
const stateParts = ["overview", "tasks", "network", "sensors", "sessions"];
const pending = new WeakMap<QueryClient, Map<string, Set<string>>>();

/** The parts of a BMC's pages that an event makes stale; everything after a gap. */
export function stalePartsOf({ type, objectClass }: Pick<Event, "type" | "objectClass">): string[] {
  if (type === "gap") return [...stateParts, ...logParts, "logs", "parts", "firmware", "certificates"];
  if (type === "log-entry") return logParts;
  if (objectClass === "certificates") return ["certificates"];
  if (type === "inventory-change") return [...stateParts, "parts", "firmware"];
  return stateParts;
}

/** Changes what the list of all BMCs shows of one. */
export function patchBmcRow(client: QueryClient, profileId: string, change: Partial<BmcRow>): void {
  client.setQueryData<{ items: BmcRow[] }>(
    keys.bmcs,
    (list) => list && { items: list.items.map((row) => (row.profileId === profileId ? { ...row, ...change } : row)) },
  );
}

/** Shows an event in the list of all BMCs, and has what it concerns read again, a burst of them once. */
export function markBmcStale(client: QueryClient, event: Event): void {
  const { profileId, receivedAt, summary } = event;
  patchBmcRow(client, profileId, { lastEvent: { at: receivedAt, summary } });
  const profiles = pending.get(client) ?? new Map<string, Set<string>>();
  pending.set(client, profiles);
  const known = profiles.get(profileId);
  const parts = known ?? new Set<string>();
  for (const part of stalePartsOf(event)) parts.add(part);
  if (known !== undefined) return;
  profiles.set(profileId, parts);
  setTimeout(() => {
    profiles.delete(profileId);
    for (const part of parts) void client.invalidateQueries({ queryKey: keys.bmcPart(profileId, part) });
  }, COLLECT_MS);
}
