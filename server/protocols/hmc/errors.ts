/** Refusals of the HMC (HMC Web Services API, section 5). */
import { z } from "zod";
import type { ErrorCode } from "@/contracts/errors";
import { boundedText } from "../device-text";
import { DeviceError } from "../errors";
import type { HmcAnswer, HmcRequest } from "./exchange";
import { redactValue } from "./redaction";

export { boundedText };

/** Reasons of answers that are HTML, by the reference client's convention (section 5.3). */
export const REASON_API_DISABLED = 900;
export const REASON_HTML = 999;

/** The harmless fields; headers, bodies and stack of an error body are never read (section 5.1). */
const errorBodySchema = z.object({
  "http-status": z.number().int(),
  reason: z.number().int(),
  message: z.string().catch(""),
  "request-method": z.string().optional().catch(undefined),
  "request-uri": z.string().optional().catch(undefined),
  "error-details": z.unknown().optional(),
});

export interface HmcErrorFacts {
  code: ErrorCode;
  status: number;
  reason: number | null;
  method: string;
  uri: string;
  deviceMessage?: string;
  details?: unknown;
  remedy?: string;
}

/** A status of 400 or above, from the HMC or from something before it. */
export class HmcError extends DeviceError {
  static override readonly brand: string = "HmcError";

  readonly status: number;
  /** Meaningful only together with the status; null where the answer is not the API's. */
  readonly reason: number | null;
  readonly requestMethod: string;
  readonly requestUri: string;
  /** `error-details` of the body, redacted. */
  readonly details: unknown;

  constructor(message: string, facts: HmcErrorFacts) {
    super(facts.code, message, {
      remedy: facts.remedy,
      device: { status: facts.status, reason: facts.reason ?? undefined, message: facts.deviceMessage },
    });
    this.name = "HmcError";
    this.status = facts.status;
    this.reason = facts.reason;
    this.requestMethod = facts.method;
    this.requestUri = facts.uri;
    this.details = facts.details;
  }

  /** 403.4 and 403.5: the session id is gone, whatever the HMC calls it (section 3.3). */
  get isSessionGone(): boolean {
    return this.status === 403 && (this.reason === 4 || this.reason === 5);
  }
}

interface Meaning {
  code: ErrorCode;
  message: string;
  remedy?: string;
}

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  [
    "400.13",
    {
      code: "device_session_limit",
      message: "The HMC user has reached its maximum number of sessions.",
      remedy: "Log off other clients of this HMC user, or raise its session limit on the HMC. Then retry the logon.",
    },
  ],
  [
    "400.45",
    {
      code: "device_password_expired",
      message: "The password of the HMC user has expired.",
      remedy: "Change the password on the HMC and enter the new one in the profile.",
    },
  ],
  [
    "403.0",
    {
      code: "device_authentication",
      message: "The HMC refused the logon: user or password is wrong, or the user is disabled.",
      remedy: "Enter user and password again. Do not try often: the HMC disables users after several failures.",
    },
  ],
  [
    "403.1",
    {
      code: "device_authorization",
      message: "The HMC user is not authorized for this.",
      remedy: "Give the HMC user a role with the task, or use a profile with another user.",
    },
  ],
  ["403.4", { code: "device_authentication", message: "The HMC no longer knows the session." }],
  ["403.5", { code: "device_authentication", message: "The HMC no longer knows the session." }],
  [
    "404.1",
    {
      code: "device_not_found",
      message: "The HMC has no such object, or its user may not see it.",
      remedy: "Read the list again; the object may be gone. Check the object permissions of the HMC user.",
    },
  ],
  ["404.4", { code: "device_request_rejected", message: "The object does not support this operation." }],
  ["409.1", { code: "device_conflict", message: "The object is not in a status that allows this." }],
  [
    "409.2",
    {
      code: "device_busy",
      message: "The object is busy with another operation.",
      remedy: "Wait until the other operation has ended, then try again.",
    },
  ],
  ["409.3", { code: "device_busy", message: "The object is locked." }],
  ["409.4", { code: "device_conflict", message: "The CPC is in DPM mode; this works in classic mode only." }],
  ["409.5", { code: "device_conflict", message: "The CPC is not in DPM mode." }],
  ["409.6", { code: "device_conflict", message: "The status of the CPC does not allow this." }],
  ["409.41", { code: "job_not_cancelable", message: "The job has already ended." }],
  ["409.42", { code: "job_not_cancelable", message: "The job is already being cancelled." }],
  [
    "500.263",
    {
      code: "device_conflict",
      message: "The machine refused the operation.",
      remedy:
        "Read the device's message: often somebody is logged on at the machine, the profile's name differs, or it needs force.",
    },
  ],
]);

const familyMeanings: readonly { from: number; to: number; meaning: Meaning }[] = [
  { from: 403, to: 403, meaning: { code: "device_authentication", message: "The HMC refused the authentication." } },
  {
    from: 404,
    to: 404,
    meaning: { code: "device_not_found", message: "The HMC does not know an object of the request." },
  },
  { from: 409, to: 409, meaning: { code: "device_conflict", message: "The state of the object does not allow this." } },
  {
    from: 413,
    to: 413,
    meaning: { code: "device_request_rejected", message: "The request is too large for the HMC." },
  },
  { from: 400, to: 499, meaning: { code: "device_request_rejected", message: "The HMC rejected the request." } },
  {
    from: 501,
    to: 501,
    meaning: { code: "device_request_rejected", message: "The HMC does not support this operation." },
  },
  {
    from: 503,
    to: 503,
    meaning: {
      code: "device_unavailable",
      message: "The HMC or the machine behind it is not ready.",
      remedy: "Firmware updates and restarts take 15 to 20 minutes. Try again later.",
    },
  },
  { from: 500, to: 599, meaning: { code: "device_unavailable", message: "The HMC reports an internal error." } },
];

/** What a status and reason mean to us (section 5.2). */
export function meaningOf(status: number, reason: number | null): Meaning {
  const exact = reason === null ? undefined : meanings.get(`${status}.${reason}`);
  const family = familyMeanings.find(({ from, to }) => status >= from && status <= to)?.meaning;
  return exact ?? family ?? { code: "device_protocol", message: `The HMC answered with status ${status}.` };
}

function pathOf(uri: string): string {
  return uri.split("?", 1)[0] ?? uri;
}

function htmlText(fragment: string): string {
  return fragment
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function parseHtml(request: HmcRequest, answer: HmcAnswer, secrets: readonly string[]): HmcError {
  const facts = { status: answer.status, method: request.method, uri: pathOf(request.uri) };
  if (answer.text.includes("Web Services are not enabled")) {
    return new HmcError("The Web Services API is switched off on this HMC.", {
      ...facts,
      code: "device_unavailable",
      reason: REASON_API_DISABLED,
      remedy: "Enable it on the HMC with the task Customize API Settings.",
    });
  }
  const title = /<title>([\s\S]{0,500}?)<\/title>/i.exec(answer.text)?.[1] ?? "";
  const details = /<h2>Details:<\/h2>([\s\S]{0,1000}?)(?:<h2>|<\/body>|$)/i.exec(answer.text)?.[1] ?? "";
  return new HmcError("The HMC answered with a web page instead of the API; it may be starting.", {
    ...facts,
    code: "device_unavailable",
    reason: REASON_HTML,
    deviceMessage: boundedText([title, details].map(htmlText).filter(Boolean).join(": "), secrets) || undefined,
    remedy: "Try again in some minutes. If it stays, check that host and port belong to an HMC.",
  });
}

/** 401, and 403 without the API's body, never come from an HMC (sections 1 and 3.3). */
function parseForeign(request: HmcRequest, answer: HmcAnswer): HmcError {
  return new HmcError(
    `Something between the console and the HMC answered with status ${answer.status}: this is not the HMC's own answer.`,
    {
      code: "device_protocol",
      status: answer.status,
      reason: null,
      method: request.method,
      uri: pathOf(request.uri),
      remedy: "Check host and port, and whether a proxy or firewall sits before the HMC.",
    },
  );
}

/**
 * The error that an answer with a status of 400 or above stands for. Only the harmless fields of the body are kept, and
 * `secrets` are replaced in them: error bodies repeat the session id and the request's body (section 5.1).
 */
export function parseErrorAnswer(request: HmcRequest, answer: HmcAnswer, secrets: readonly string[] = []): HmcError {
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch {
    body = undefined;
  }
  const parsed = errorBodySchema.safeParse(body);
  if (parsed.success && answer.status !== 401) {
    const { reason } = parsed.data;
    const meaning = meaningOf(answer.status, reason);
    // What a device says about failed authentication can help an attacker and never helps an operator.
    const isSilent = meaning.code === "device_authentication";
    return new HmcError(meaning.message, {
      code: meaning.code,
      status: answer.status,
      reason,
      method: parsed.data["request-method"] ?? request.method,
      uri: pathOf(parsed.data["request-uri"] ?? request.uri),
      deviceMessage: isSilent ? undefined : boundedText(parsed.data.message, secrets) || undefined,
      details: redactValue(parsed.data["error-details"] ?? null, secrets),
      remedy: meaning.remedy,
    });
  }
  if (answer.status === 401 || answer.status === 403) return parseForeign(request, answer);
  if (answer.status >= 500 && /<html|<!doctype|<title|javax\.servlet/i.test(answer.text)) {
    return parseHtml(request, answer, secrets);
  }
  return new HmcError(`The address answered with status ${answer.status}, but not as an HMC does.`, {
    code: answer.status >= 500 ? "device_unavailable" : "device_protocol",
    status: answer.status,
    reason: null,
    method: request.method,
    uri: pathOf(request.uri),
    remedy: "Check that host and port belong to an HMC's Web Services API (usually 6794).",
  });
}
