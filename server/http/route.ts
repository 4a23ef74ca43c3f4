import "server-only";
import { randomBytes } from "node:crypto";
import type { z } from "zod";
import type { AnswerInputOf, BodyOf, Endpoint, ParamsOf, QueryOf } from "@/contracts/endpoint";
import { judgeInput } from "@/contracts/plain-words";
import { loadPrincipal } from "@/server/auth/principal";
import { AppError } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireActiveTeam, requireTeam } from "@/server/domain/principal";
import { getLogger, withSecretScope } from "@/server/logging/logger";
import type { EventStreamDoor } from "@/server/runtime/event-stream-door";
import { count, getRuntime } from "@/server/runtime/registry";
import { findOrigin } from "@/server/runtime/remote-address";
import { runAs } from "@/server/runtime/requester";
import { isSealed } from "@/server/runtime/seal-state";
import type { SseSink } from "@/server/runtime/sse-sink";
import { recordDenial } from "@/server/services/audit";
import { translateStorageError } from "@/server/services/storage";
import { readJsonBody } from "./body";
import { requireSameOrigin } from "./origin";
import { asAppError, fieldProblems, problemResponse } from "./problem";
import { SSE_HEADERS } from "./sse";
import { ndjsonResponse } from "./stream";

export interface RouteInput<E extends Endpoint> {
  principal: E["access"] extends "public" ? null : Principal;
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  context: RequestContext;
  request: Request;
  /** Fires when the browser goes away; reaches the device's socket. */
  signal: AbortSignal;
}

type MaybePromise<T> = T | Promise<T>;

/** A plain answer, lines of an NDJSON stream, or a finished `Response` where the answer is a stream or sets cookies. */
export type RouteAnswer<E extends Endpoint> = [AnswerInputOf<E>] extends [undefined]
  ? unknown
  : AnswerInputOf<E> | AsyncIterable<AnswerInputOf<E>> | Response;

type NextHandler = (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>;

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id");
  return given !== null && REQUEST_ID.test(given) ? given : randomBytes(9).toString("base64url");
}

function parse<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = judgeInput(schema, value);
  if (result.success) return result.data;
  const errors = fieldProblems(result.error);
  const [first] = errors;
  const where = first === undefined || first.path === "" ? "" : ` ${first.path}:`;
  const message = (first?.message ?? "is not as expected").replace(/\.$/, "");
  throw new AppError("invalid_request", `${what}${where} ${message}.`, {
    errors,
    cause: result.error,
  });
}

async function authenticate(endpoint: Endpoint, request: Request): Promise<Principal | null> {
  if (endpoint.access === "public") return null;
  const principal = await loadPrincipal(request, { countsAsActivity: endpoint.countsAsActivity ?? true });
  if (principal === null) {
    throw new AppError("not_signed_in", "Your sign-in has ended or there was none.", { remedy: "Sign in again." });
  }
  return principal;
}

function authorize(endpoint: Endpoint, principal: Principal | null): void {
  if (principal === null) return;
  if (endpoint.access === "instance-administrator" && !principal.isInstanceAdministrator) {
    throw new AppError("forbidden", "Only an administrator of the whole installation may do this.");
  }
  if (endpoint.teamPermission !== undefined) {
    requireTeam(principal, requireActiveTeam(principal), endpoint.teamPermission);
  }
}

function respond(endpoint: Endpoint, answer: unknown, requestId: string): Response {
  if (answer instanceof Response) {
    answer.headers.set("x-request-id", requestId);
    if (!answer.headers.has("cache-control")) answer.headers.set("cache-control", "no-store");
    return answer;
  }
  const headers = new Headers({ "cache-control": "no-store", "x-request-id": requestId });
  const { response } = endpoint;
  if (response === undefined) return new Response(null, { status: endpoint.status ?? 204, headers });
  if (endpoint.format === "ndjson") {
    return ndjsonResponse(answer as AsyncIterable<unknown>, response, requestId, headers);
  }
  // The schema is the serializer: what it does not name does not leave.
  const body = response.parse(answer);
  if (endpoint.format === "csv" || endpoint.format === "text") {
    headers.set("content-type", endpoint.format === "csv" ? "text/csv; charset=utf-8" : "text/plain; charset=utf-8");
    return new Response(String(body), { status: endpoint.status ?? 200, headers });
  }
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(body), { status: endpoint.status ?? 200, headers });
}

/**
 * Leads one request to its endpoint's `work`. The order is fixed: request id, sealed and shutdown state, origin (SEC-F3),
 * session, permission, body size, schemas. Whatever is thrown leaves as an RFC 9457 problem.
 */
function admit<E extends Endpoint, T>(
  endpoint: E,
  request: Request,
  params: Promise<Record<string, string>> | undefined,
  work: (input: RouteInput<E>) => Promise<T>,
): Promise<T | Response> {
  return withSecretScope(async () => {
    const requestId = requestIdOf(request);
    const context: RequestContext = {
      requestId,
      remoteAddress: findOrigin(request.headers)?.remoteAddress ?? null,
    };
    let principal: Principal | null = null;
    try {
      if (isSealed() && endpoint.id !== "unseal") {
        throw new AppError("sealed", "The console was started sealed and waits for its passphrase.", {
          remedy: "An administrator opens it at /unseal.",
        });
      }
      if (getRuntime().isShuttingDown) {
        throw new AppError("shutting_down", "The console is shutting down.", { retryAfterSeconds: 5 });
      }
      requireSameOrigin(request);
      principal = await authenticate(endpoint, request);
      authorize(endpoint, principal);
      const body = endpoint.body === undefined ? undefined : await readJsonBody(request, endpoint.maxBodyBytes);
      const input = {
        principal,
        params: endpoint.params && parse(endpoint.params, await params, "The address is not valid:"),
        query:
          endpoint.query &&
          parse(endpoint.query, Object.fromEntries(new URL(request.url).searchParams), "The query is not valid:"),
        body: endpoint.body && parse(endpoint.body, body, "The request is not valid:"),
        context,
        request,
        signal: request.signal,
      };
      return await work(input as RouteInput<E>);
    } catch (thrown) {
      const error = asAppError(translateStorageError(thrown));
      if (error.code === "internal") {
        getLogger().error({ err: thrown, requestId, endpoint: endpoint.id }, "request failed");
      } else if (error.code !== "cancelled") {
        getLogger().info({ requestId, endpoint: endpoint.id, code: error.code }, "request refused");
      }
      count(`http.${error.code}`);
      if (error.code === "forbidden") await recordDenial(principal, context, endpoint.id, request);
      return problemResponse(error, requestId);
    }
  });
}

/**
 * Makes a route handler of a declared endpoint: see `admit` for what comes before the handler; the serializer comes after
 * it. The service authorizes again on the stored resource.
 */
export function defineRoute<E extends Endpoint>(
  endpoint: E,
  handler: (input: RouteInput<E>) => MaybePromise<RouteAnswer<E>>,
): NextHandler {
  return (request, segment) =>
    admit(endpoint, request, segment.params, async (input) => {
      const { requestId } = input.context;
      const answer = await runAs(input.principal?.sessionId ?? requestId, () => handler(input));
      return respond(endpoint, answer, requestId);
    });
}

/**
 * Makes a door of a declared event stream, under all the rules of `defineRoute`. The listener serves what it opens, because
 * a stream that is held open by the framework costs several times as much.
 */
export function defineEventStream<E extends Endpoint>(
  endpoint: E,
  open: (input: RouteInput<E>) => Promise<SseSink>,
): EventStreamDoor {
  return (request) =>
    admit(endpoint, request, undefined, async (input) => {
      const sink = await open(input);
      return { sink, headers: { ...SSE_HEADERS, "x-request-id": input.context.requestId } };
    });
}

/**
 * Makes the answer of a path at which there is no such operation, under all the rules of `defineRoute`: who may not ask
 * learns nothing of what there is.
 */
export function defineRefusal(endpoint: Endpoint, refusal: () => AppError): (request: Request) => Promise<Response> {
  return (request) => admit(endpoint, request, undefined, () => Promise.reject(refusal()));
}
