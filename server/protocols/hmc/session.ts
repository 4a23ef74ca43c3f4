/** Logon, logoff and notification topics (HMC Web Services API, section 3). */
import { z } from "zod";
import { type HmcAnswer, type HmcRequest, parseBody } from "./exchange";

export const SESSION_HEADER = "x-api-session";

export interface LogonCredentials {
  userName: string;
  password: string;
  /** The code of a multi-factor user, under the field name this HMC expects (section 3.1). */
  mfa?: { field: string; code: string };
}

const logonSchema = z.object({
  "api-session": z.string().min(1),
  "notification-topic": z.string().optional().catch(undefined),
  "job-notification-topic": z.string().optional().catch(undefined),
  "session-credential": z.string().optional().catch(undefined),
  "password-expires": z.number().int().optional().catch(undefined),
  "api-major-version": z.number().int().optional().catch(undefined),
  "api-minor-version": z.number().int().optional().catch(undefined),
});

/** An open session. */
export interface HmcSession {
  sessionId: string;
  /** STOMP passcode that goes with the session id; null on old HMCs. */
  sessionCredential: string | null;
  objectTopic: string | null;
  jobTopic: string | null;
  /** Days until the password expires; null where unknown or never. */
  passwordExpiresInDays: number | null;
  apiMajor: number;
  apiMinor: number;
}

/** Logon (section 3.1). */
export function requestLogon(credentials: LogonCredentials): HmcRequest {
  const body: Record<string, string> = { userid: credentials.userName, password: credentials.password };
  if (credentials.mfa !== undefined) body[credentials.mfa.field] = credentials.mfa.code;
  return { method: "POST", uri: "/api/sessions", body };
}

/** @throws DeviceError `device_protocol` without a session id. */
export function parseLogonResponse(answer: HmcAnswer): HmcSession {
  const body = parseBody(answer, logonSchema, "the logon");
  const days = body["password-expires"];
  return {
    sessionId: body["api-session"],
    sessionCredential: body["session-credential"] ?? null,
    objectTopic: body["notification-topic"] ?? null,
    jobTopic: body["job-notification-topic"] ?? null,
    passwordExpiresInDays: days === undefined || days < 0 ? null : days,
    apiMajor: body["api-major-version"] ?? 0,
    apiMinor: body["api-minor-version"] ?? 0,
  };
}

/** Logoff (section 3.4); a 403 means the session was gone already. */
export function requestLogoff(): HmcRequest {
  return { method: "DELETE", uri: "/api/sessions/this-session" };
}

/** Get Notification Topics (section 3.5). */
export function requestNotificationTopics(): HmcRequest {
  return { method: "GET", uri: "/api/sessions/operations/get-notification-topics" };
}

const topicsSchema = z.object({
  topics: z.array(z.object({ "topic-type": z.string(), "topic-name": z.string().min(1) })),
});

export interface NotificationTopic {
  type: string;
  name: string;
}

/** Topics other than those of operating system messages, which are opened and watched one by one. */
export function parseNotificationTopics(answer: HmcAnswer): NotificationTopic[] {
  const { topics } = parseBody(answer, topicsSchema, "the query of notification topics");
  return topics
    .map((topic) => ({ type: topic["topic-type"], name: topic["topic-name"] }))
    .filter((topic) => topic.type !== "os-message-notification");
}
