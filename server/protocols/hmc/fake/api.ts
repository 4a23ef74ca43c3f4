/** Requests, answers and routes inside the simulator. */
import { HmcApiError, notAuthorized, notFound } from "./errors";
import type { FakeObject, JsonValue, ObjectClass, TaskName } from "./model";
import { canSee, type FakeSession, hasTask } from "./sessions";
import type { HmcState } from "./state";

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonValue | undefined;
  /** Size of the body as sent. */
  readonly bodyBytes: number;
  /** What is wrong with body or headers; raised once session and URI are known to be good. */
  readonly defect?: HmcApiError;
  readonly params: Readonly<Record<string, string>>;
}

export interface SessionRequest extends ApiRequest {
  readonly session: FakeSession;
}

export interface ApiReply {
  readonly status: number;
  /** Absent: an empty body. */
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}

type Method = "GET" | "POST" | "DELETE";

interface OpenRoute {
  readonly access: "open";
  readonly method: Method;
  readonly path: string;
  readonly handle: (request: ApiRequest, hmc: HmcState) => ApiReply;
}

interface SessionRoute {
  readonly access: "session";
  readonly method: Method;
  readonly path: string;
  readonly handle: (request: SessionRequest, hmc: HmcState) => ApiReply;
}

export type Route = OpenRoute | SessionRoute;

/** A route that needs no session. */
export function openRoute(method: Method, path: string, handle: OpenRoute["handle"]): OpenRoute {
  return { access: "open", method, path, handle };
}

/** A route that needs a session; `{name}` in the path matches one segment. */
export function route(method: Method, path: string, handle: SessionRoute["handle"]): SessionRoute {
  return { access: "session", method, path, handle };
}

export const noContent: ApiReply = { status: 204 };

/** 202 with an empty body: accepted, and no job to wait for (section 4). */
export const accepted: ApiReply = { status: 202 };

export function ok(body: JsonValue): ApiReply {
  return { status: 200, body };
}

/** The value of a path parameter. */
export function param(request: ApiRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new RangeError(`the route has no parameter ${name}`);
  return value;
}

/** The object with this URI, class and visible to the user; throws HmcApiError 404.1. */
export function visibleObject(hmc: HmcState, session: FakeSession, objectClass: ObjectClass, uri: string): FakeObject {
  const object = hmc.inventory.find(uri);
  if (object === undefined || object.class !== objectClass || !canSee(session.user, object)) throw notFound(uri);
  return object;
}

/** Throws HmcApiError 403.1 where the user's roles do not permit the task. */
export function requireTask(session: FakeSession, task: TaskName): void {
  if (!hasTask(session.user, task)) throw notAuthorized(task);
}

/** Throws HmcApiError 400.1 for any query parameter but the named ones. */
export function requireQueryNames(request: ApiRequest, names: readonly string[]): void {
  for (const name of request.query.keys()) {
    if (!names.includes(name)) {
      throw new HmcApiError(400, 1, `The query parameter '${name}' is not recognized or not supported.`);
    }
  }
}
