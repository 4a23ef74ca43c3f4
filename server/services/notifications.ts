import "server-only";
import type { z } from "zod";
import type { Notification, notificationQuerySchema } from "@/contracts/notification";
import { getDatabase } from "@/server/data/client";
import { listNotifications as listStored, serializeNotification } from "@/server/data/notifications";
import { invalidField, notFound } from "@/server/domain/app-error";
import type { Principal } from "@/server/domain/principal";
import { listVisibleProfiles } from "./visible-profiles";

type NotificationQuery = z.output<typeof notificationQuerySchema>;

function parseCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,15}$/.test(cursor)) throw invalidField("cursor", "This is not a position of the history.");
  return Number(cursor);
}

/**
 * Stored notifications of the profiles the reader may see, newest first.
 * @throws AppError `not_found` for a profile of another team, `invalid_request`, `forbidden`
 */
export async function listNotifications(
  principal: Principal,
  query: NotificationQuery,
): Promise<{ items: Notification[]; nextCursor: string | null }> {
  const { cursor, limit, profileId, ...filter } = query;
  const names = new Map((await listVisibleProfiles(principal)).map((record) => [record.id, record.name]));
  if (profileId !== undefined && !names.has(profileId)) throw notFound("profile");
  const ids = profileId === undefined ? [...names.keys()] : [profileId];
  const rows = await listStored(getDatabase(), ids, filter, { beforeId: parseCursor(cursor), limit: limit + 1 });
  const items = rows.slice(0, limit).map((row) => serializeNotification(row, names.get(row.profileId) ?? ""));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? String(last.id) : null };
}
