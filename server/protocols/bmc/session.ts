/** Session login in all its shapes, and logoff (BMC reference, section 7). */
import { DeviceError } from "../errors";
import { BmcError, parseErrorAnswer } from "./errors";
import { type BmcAnswer, type BmcRequest, jsonOf } from "./exchange";
import { readMessages } from "./messages";
import { followable } from "./paths";
import { textAt, textsAt } from "./properties";

export const TOKEN_HEADER = "x-auth-token";

/** A wrong password takes the BMC two seconds; a busy one longer. */
const LOGON_TIMEOUT_MS = 60_000;

export interface LogonCredentials {
  userName: string;
  password: string;
  /** One-time code of a user with multi-factor authentication (IBM). */
  code?: string;
  /** Name of this client, shown to other administrators. */
  context?: string;
}

/** An open session. */
export interface BmcSession {
  token: string;
  /** Path to delete at the end; null where the service told none. */
  uri: string | null;
  userName: string;
  /** Roles of the user; empty where the service does not tell. */
  roles: string[];
  /** The account to change where the password has expired. */
  accountUri: string | null;
}

/** What an answer to a login means (section 7.1). */
export type LogonOutcome =
  | { kind: "open"; session: BmcSession }
  /** 201, but everything except a change of the password is refused. */
  | { kind: "password-change-required"; session: BmcSession; error: BmcError }
  /** Refused, and yet a session exists that must be ended. */
  | { kind: "refused-with-session"; session: BmcSession; error: BmcError }
  | { kind: "refused"; error: BmcError };

/** Session login (section 7.1). */
export function requestLogon(sessionsUri: string, credentials: LogonCredentials): BmcRequest {
  const { userName, password, code, context } = credentials;
  return {
    method: "POST",
    uri: sessionsUri,
    body: {
      UserName: userName,
      Password: password,
      ...(code === undefined ? {} : { Token: code }),
      ...(context === undefined || context === "" ? {} : { Context: context }),
    },
    totalMs: LOGON_TIMEOUT_MS,
  };
}

/** Path of the session: relative or absolute `Location`, else the resource of the body. */
function sessionUri(answer: BmcAnswer, body: unknown): string | null {
  const location = answer.headers.get("location") ?? "";
  const path = /^https?:\/\//i.test(location) ? (URL.canParse(location) ? new URL(location).pathname : "") : location;
  return followable(path) ?? followable(textAt(body, "@odata.id"));
}

function sessionOf(answer: BmcAnswer, credentials: LogonCredentials): BmcSession | null {
  const token = answer.headers.get(TOKEN_HEADER) ?? "";
  // Only what may stand in a header goes back into one.
  if (!/^[\x21-\x7e]{1,1024}$/.test(token)) return null;
  const body = jsonOf(answer);
  const change = readMessages(body).find((message) => message.key === "PasswordChangeRequired");
  const role = textAt(body, "RoleId");
  const roles = textsAt(body, "Roles");
  return {
    token,
    uri: sessionUri(answer, body),
    userName: textAt(body, "UserName") ?? credentials.userName,
    roles: roles.length === 0 && role !== null ? [role] : roles,
    accountUri: followable(change?.args[0]),
  };
}

/**
 * Tells the shapes of section 7.1 apart. Nothing of the body is kept but what is named here.
 * @throws DeviceError `device_protocol` for a success without a token.
 */
export function parseLogonAnswer(request: BmcRequest, answer: BmcAnswer, credentials: LogonCredentials): LogonOutcome {
  const session = sessionOf(answer, credentials);
  const secrets = [credentials.password, credentials.code ?? "", session?.token ?? ""];
  const error = () => parseErrorAnswer(request, answer, secrets);
  const mustChange = readMessages(jsonOf(answer)).some(({ key }) => key === "PasswordChangeRequired");
  if (answer.status >= 400) {
    if (session === null) return { kind: "refused", error: asLogonFailure(error()) };
    return { kind: mustChange ? "password-change-required" : "refused-with-session", session, error: error() };
  }
  if (session === null) {
    throw new DeviceError("device_protocol", "The BMC accepted the login but gave no session token.", {
      remedy: "Check that host and port belong to a Redfish service and not to a proxy before it.",
    });
  }
  return mustChange ? { kind: "password-change-required", session, error: error() } : { kind: "open", session };
}

/** A 401 here says more than that a session is gone; a locked account gives the same (section 7.1). */
function asLogonFailure(error: BmcError): BmcError {
  if (error.status !== 401) return error;
  return new BmcError("The BMC refused the login: user, password or code is wrong, or the account is locked.", {
    code: "device_authentication",
    status: error.status,
    method: error.requestMethod,
    uri: error.requestUri,
    messages: error.messages,
    remedy: "Enter user and password again. Do not try often: the BMC locks accounts after several failures.",
  });
}

/** Logoff (section 7.2). */
export function requestLogoff(sessionUriPath: string): BmcRequest {
  return { method: "DELETE", uri: sessionUriPath };
}

/** Changes the password of an account, the one thing an expired password allows (section 7.1). */
export function requestPasswordChange(accountUri: string, password: string): BmcRequest {
  return { method: "PATCH", uri: accountUri, body: { Password: password } };
}

/** Token and path as one text, sealed by whoever keeps it. */
export function encodeHandle(session: Pick<BmcSession, "token" | "uri">): string {
  return `${session.token} ${session.uri ?? ""}`;
}

/** @throws DeviceError `device_protocol` for a text that is no handle. */
export function decodeHandle(text: string): { token: string; uri: string | null } {
  const [token = "", uri = ""] = text.split(" ");
  if (token === "") throw new DeviceError("device_protocol", "The stored session is not one of a BMC.");
  return { token, uri: followable(uri) };
}
