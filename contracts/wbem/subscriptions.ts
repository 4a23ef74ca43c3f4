import { z } from "zod";
import { partProblemSchema } from "../problem";
import { hasUserInfo } from "../web-address";
import { wbemNamespaceSchema, wbemPathSchema, wbemShownPathSchema } from "./values";

export const wbemIndicationFilterSchema = z.object({
  path: wbemPathSchema,
  name: z.string(),
  query: z.string(),
  queryLanguage: z.string(),
  sourceNamespaces: z.array(z.string()),
  /** Made by a console such as this one. */
  isOwn: z.boolean(),
});
export type WbemIndicationFilter = z.infer<typeof wbemIndicationFilterSchema>;
export const wbemIndicationDestinationSchema = z.object({
  path: wbemPathSchema,
  name: z.string(),
  /** Without the secret part where it is this console's listener. */
  url: z.string(),
  persistence: z.enum(["permanent", "transient", "other"]),
  isOwn: z.boolean(),
  /** It is this console's listener for this profile. */
  isThisConsole: z.boolean(),
});
export type WbemIndicationDestination = z.infer<typeof wbemIndicationDestinationSchema>;
export const wbemSubscriptionSchema = z.object({
  path: wbemPathSchema,
  filter: wbemShownPathSchema,
  destination: wbemShownPathSchema,
});
export type WbemSubscription = z.infer<typeof wbemSubscriptionSchema>;
export const wbemSubscriptionsSchema = z.object({
  filters: z.array(wbemIndicationFilterSchema),
  destinations: z.array(wbemIndicationDestinationSchema),
  subscriptions: z.array(wbemSubscriptionSchema),
  /** Whether this console takes indications, and whether this profile listens for them. */
  listener: z.object({ isOn: z.boolean(), address: z.string().nullable(), isKept: z.boolean() }),
});
export type WbemSubscriptions = z.infer<typeof wbemSubscriptionsSchema>;
export const wbemSubscribeInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "a name is needed")
    .max(100)
    .regex(/^[\w.-]+$/, "letters, digits, points, dashes and underscores only"),
  query: z.string().trim().min(1, "a query is needed").max(8_000),
  queryLanguage: z.string().trim().min(1, "a language is needed").max(40).default("WQL"),
  /** Namespaces in which the query is judged. */
  sourceNamespaces: z.array(wbemNamespaceSchema).min(1, "a namespace is needed").max(50),
  /** Address of another listener; null for this console's. */
  url: z
    .url({ protocol: /^https?$/, error: "must be an http or https URL" })
    .max(500)
    // Whoever may view the server sees the address.
    .refine((url) => !hasUserInfo(url), "must not contain a user or password")
    .nullable(),
});
/** The destination of a subscription that the server lists; no other address is sent to. */
export const wbemTestIndicationInput = z.strictObject({ destination: wbemPathSchema });
export const wbemTestIndicationSchema = z.object({
  /** Address of the listener, without what is secret of it. */
  url: z.string(),
  isTaken: z.boolean(),
  durationMs: z.number(),
  /** Why it was not taken. */
  problem: partProblemSchema.nullable(),
});
export type WbemTestIndication = z.infer<typeof wbemTestIndicationSchema>;
export const wbemUnsubscribeInput = z.strictObject({
  /** Of a subscription, or of a filter or destination that nothing uses. */
  path: wbemPathSchema,
  /** The name of the filter or destination; of a subscription, that of its filter. */
  confirmation: z.string().max(300),
});
