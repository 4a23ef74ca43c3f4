import { z } from "zod";
import { kindIdSchema } from "./kind";
import { idSchema, timestampSchema } from "./page";
import { listenerStateSchema, reachabilitySchema } from "./profile";

/** Something that wants a person, with the place to go. */
export const concernSchema = z.object({
  id: z.string(),
  severity: z.enum(["critical", "warning", "info"]),
  kind: z.enum([
    "unreachable",
    "certificate",
    "renewal",
    "failed-run",
    "gap",
    "not-verified",
    "logon-paused",
    "unacceptable-status",
    "secret-missing",
    "listener",
    "sign-in-throttled",
  ]),
  title: z.string(),
  detail: z.string(),
  since: timestampSchema.nullable(),
  /** When the state it speaks of was read, where that is not now. */
  readAt: timestampSchema.optional(),
  profileId: idSchema.nullable(),
  /** Path of the page that deals with it. */
  href: z.string(),
});
export type Concern = z.infer<typeof concernSchema>;

export const profileHealthSchema = z.object({
  profileId: idSchema,
  name: z.string(),
  kind: kindIdSchema,
  address: z.string(),
  reachability: reachabilitySchema,
  listener: listenerStateSchema,
  /** Round-trip times of the latest probes, oldest first; null where the device did not answer. */
  latencies: z.array(z.object({ at: timestampSchema, ms: z.number().nullable() })),
  /** Notifications per minute over the last hour, oldest first. */
  eventsPerMinute: z.array(z.number().int()),
});

export const overviewSchema = z.object({
  generatedAt: timestampSchema,
  concerns: z.array(concernSchema),
  profiles: z.array(profileHealthSchema),
  counts: z.object({
    profiles: z.number().int(),
    reachable: z.number().int(),
    unreachable: z.number().int(),
    bundles: z.number().int(),
    clientIdentities: z.number().int(),
    runsToday: z.number().int(),
    notificationsToday: z.number().int(),
  }),
});
export type Overview = z.infer<typeof overviewSchema>;
