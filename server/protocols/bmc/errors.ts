/** Refusals of a BMC (BMC reference, section 8). */
import type { ErrorCode } from "@/contracts/errors";
import { boundedText } from "../device-text";
import { DeviceError } from "../errors";
import { type BmcAnswer, type BmcRequest, jsonOf } from "./exchange";
import { hasMessage, type RedfishMessage, readMessages } from "./messages";

export interface BmcErrorFacts {
  code: ErrorCode;
  status: number;
  method: string;
  uri: string;
  messages?: readonly RedfishMessage[];
  retryAfterSeconds?: number | null;
  deviceMessage?: string;
  remedy?: string;
}

/** A status of 400 or above, from the BMC or from something before it. */
export class BmcError extends DeviceError {
  static override readonly brand: string = "BmcError";

  readonly status: number;
  readonly requestMethod: string;
  readonly requestUri: string;
  /** Messages of the body, redacted and bounded; none where the BMC said nothing or where they could help an attacker. */
  readonly messages: readonly RedfishMessage[];
  /** From `Retry-After`. */
  readonly retryAfterSeconds: number | null;

  constructor(message: string, facts: BmcErrorFacts) {
    super(facts.code, message, {
      remedy: facts.remedy,
      device: { status: facts.status, message: facts.deviceMessage },
    });
    this.name = "BmcError";
    this.status = facts.status;
    this.requestMethod = facts.method;
    this.requestUri = facts.uri;
    this.messages = facts.messages ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }

  /** True if one of the messages has this key, whatever the version of its registry. */
  says(...keys: string[]): boolean {
    return hasMessage(this.messages, ...keys);
  }
}

interface Meaning {
  code: ErrorCode;
  message: string;
  remedy?: string;
}

/** Messages that mean the same at any status. */
const messageMeanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  [
    "PasswordChangeRequired",
    {
      code: "device_password_expired",
      message: "The password of the BMC user has expired; the BMC refuses everything until it is changed.",
      remedy: "Change the password of the BMC user and enter the new one in the profile.",
    },
  ],
  [
    "GenerateSecretKeyRequired",
    {
      code: "device_authentication",
      message: "The BMC demands multi-factor authentication, and its user has no secret key yet.",
      remedy: "Log on to the BMC once with its own web interface and set up the authenticator for this user.",
    },
  ],
  [
    "SessionLimitExceeded",
    {
      code: "device_session_limit",
      message: "The BMC has reached its maximum number of sessions.",
      remedy: "End sessions that are no longer used. Then retry.",
    },
  ],
  [
    "ServiceTemporarilyUnavailable",
    {
      code: "device_busy",
      message: "The BMC is busy with another request of this kind.",
      remedy: "Try again shortly.",
    },
  ],
  ["ResourceInUse", { code: "device_busy", message: "The resource of the BMC is in use." }],
  ["ResourceInStandby", { code: "device_conflict", message: "The resource of the BMC is in standby." }],
  ["InsufficientPrivilege", roleTooLow()],
]);

function roleTooLow(): Meaning {
  return {
    code: "device_authorization",
    message: "The role of the BMC user does not allow this.",
    remedy: "Use a BMC user with the role Administrator.",
  };
}

const statusMeanings: readonly { from: number; to: number; meaning: Meaning }[] = [
  {
    from: 401,
    to: 401,
    meaning: { code: "device_authentication", message: "The BMC no longer knows the session, or refused the user." },
  },
  { from: 403, to: 403, meaning: roleTooLow() },
  {
    from: 404,
    to: 404,
    meaning: { code: "device_not_found", message: "The BMC has no such resource; its firmware may not offer it." },
  },
  { from: 405, to: 405, meaning: { code: "device_request_rejected", message: "The resource does not allow this." } },
  {
    from: 409,
    to: 409,
    meaning: { code: "device_conflict", message: "The state of the resource does not allow this." },
  },
  {
    from: 412,
    to: 412,
    meaning: {
      code: "device_conflict",
      message: "The resource has changed since it was read.",
      remedy: "Read it again, then repeat the change.",
    },
  },
  {
    from: 413,
    to: 413,
    meaning: { code: "device_request_rejected", message: "The request is too large for the BMC." },
  },
  { from: 400, to: 499, meaning: { code: "device_request_rejected", message: "The BMC rejected the request." } },
  { from: 501, to: 501, meaning: { code: "device_request_rejected", message: "The BMC does not support this." } },
  {
    from: 503,
    to: 503,
    meaning: { code: "device_unavailable", message: "The BMC is not ready.", remedy: "Try again later." },
  },
  { from: 500, to: 599, meaning: { code: "device_unavailable", message: "The BMC reports an internal error." } },
];

/** What a status and its messages mean to us. */
export function meaningOf(status: number, messages: readonly RedfishMessage[]): Meaning {
  for (const { key } of messages) {
    const exact = messageMeanings.get(key);
    if (exact !== undefined) return exact;
  }
  const family = statusMeanings.find(({ from, to }) => status >= from && status <= to)?.meaning;
  return family ?? { code: "device_protocol", message: `The BMC answered with status ${status}.` };
}

/** Seconds of a `Retry-After` header; dates, which no BMC sends, count as none. */
export function retryAfterSeconds(answer: Pick<BmcAnswer, "headers">): number | null {
  const value = answer.headers.get("retry-after") ?? "";
  return /^\d{1,6}$/.test(value) ? Number(value) : null;
}

function pathOf(uri: string): string {
  return uri.split("?", 1)[0] ?? uri;
}

function redactMessage(message: RedfishMessage, secrets: readonly string[]): RedfishMessage {
  return {
    ...message,
    id: boundedText(message.id, secrets),
    key: boundedText(message.key, secrets),
    text: boundedText(message.text, secrets),
    args: message.args.map((argument) => boundedText(argument, secrets)),
    resolution: message.resolution === null ? null : boundedText(message.resolution, secrets),
    property: message.property === null ? null : boundedText(message.property, secrets),
  };
}

const isHtml = (answer: BmcAnswer) =>
  /^text\/html/i.test(answer.contentType ?? "") || /^\s*(?:<!doctype|<html)/i.test(answer.text.slice(0, 200));

function parseHtml(request: BmcRequest, answer: BmcAnswer, secrets: readonly string[]): BmcError {
  const title = /<title>([^<]{0,500})<\/title>/i.exec(answer.text)?.[1] ?? "";
  const { code } = meaningOf(answer.status, []);
  return new BmcError(`The address answered with a web page and status ${answer.status} instead of Redfish.`, {
    code: answer.status >= 500 ? "device_unavailable" : code === "device_authentication" ? code : "device_protocol",
    status: answer.status,
    method: request.method,
    uri: pathOf(request.uri),
    deviceMessage: boundedText(title.replace(/\s+/g, " "), secrets) || undefined,
    retryAfterSeconds: retryAfterSeconds(answer),
    remedy: "Check that host and port belong to a BMC. If it is starting, try again in some minutes.",
  });
}

/**
 * The error that an answer with a status of 400 or above stands for: extended information, messages of single
 * properties, `Description` of the IBM routes, legacy bodies, web pages and empty bodies (section 8).
 */
export function parseErrorAnswer(request: BmcRequest, answer: BmcAnswer, secrets: readonly string[] = []): BmcError {
  if (isHtml(answer)) return parseHtml(request, answer, secrets);
  const messages = readMessages(jsonOf(answer)).map((message) => redactMessage(message, secrets));
  const meaning = meaningOf(answer.status, messages);
  // What a device says about failed authentication can help an attacker and never helps an operator.
  const isSilent = meaning.code === "device_authentication";
  const texts = [...new Set(messages.map((message) => message.text || message.key))].filter((text) => text !== "");
  return new BmcError(meaning.message, {
    code: meaning.code,
    status: answer.status,
    method: request.method,
    uri: pathOf(request.uri),
    messages: isSilent ? messages.map((message) => ({ ...message, text: "", args: [], resolution: null })) : messages,
    deviceMessage: isSilent || texts.length === 0 ? undefined : boundedText(texts.join(" "), secrets),
    retryAfterSeconds: retryAfterSeconds(answer),
    remedy: meaning.remedy,
  });
}

/** True for a refusal of the BMC with this status. */
export function isRefusal(error: unknown, ...statuses: number[]): error is BmcError {
  return error instanceof BmcError && statuses.includes(error.status);
}
