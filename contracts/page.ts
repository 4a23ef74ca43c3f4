import { z } from "zod";

/** Opaque identifier of a stored thing. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "not an identifier");

/** Point in time, ISO 8601 in UTC. */
export const timestampSchema = z.iso.datetime();

/** Query part of every long list: where to continue and how many to return. */
export const pageQuerySchema = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** A page of a long list; `nextCursor` is null at the end. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
