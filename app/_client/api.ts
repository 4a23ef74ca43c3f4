import type { Address } from "@/contracts/address";
import type { AnswerOf, BodyInputOf, Endpoint, ParamsInputOf, QueryInputOf } from "@/contracts/endpoint";
import type { Problem } from "@/contracts/problem";
import { ownProblem } from "./own-problem";

/** An error answer of the API, or none at all (`code` is then `internal` and `status` 0). */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

type Given<K extends string, V> = [V] extends [undefined] ? { [P in K]?: undefined } : { [P in K]: V };

/** What a call needs, by the endpoint's declaration. */
export type CallInput<E extends Endpoint> = Given<"params", ParamsInputOf<E>> &
  Given<"body", BodyInputOf<E>> & { query?: Partial<NonNullable<QueryInputOf<E>>>; signal?: AbortSignal };

/** The error for an answer that did not come, or not to its end. */
export function withoutAnswer(status: number, detail: string): ProblemError {
  const remedy = "Check your connection to the console, then try again.";
  return new ProblemError(
    ownProblem({ title: "The console does not answer", detail, code: "internal", remedy }, status),
  );
}

/** The path of an endpoint with its parameters filled in. */
export function urlOf(
  endpoint: Pick<Address, "path">,
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

function leaveForSignIn(): void {
  const here = `${window.location.pathname}${window.location.search}`;
  if (!window.location.pathname.startsWith("/sign-in")) {
    window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
  }
}

/** A proxy in between, or a console that is starting, answers errors in forms of its own. */
function isProblem(body: unknown): body is Problem {
  const { code, title, detail } = Object(body) as Partial<Record<keyof Problem, unknown>>;
  return typeof code === "string" && typeof title === "string" && typeof detail === "string";
}

async function problemFrom(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => undefined);
  return isProblem(body)
    ? new ProblemError(body)
    : withoutAnswer(response.status, `The console answered ${response.status} without an explanation.`);
}

async function send(
  endpoint: Pick<Address, "method" | "path">,
  input: { params?: unknown; query?: unknown; body?: unknown; signal?: AbortSignal },
): Promise<Response> {
  const url = urlOf(
    endpoint,
    input.params as Record<string, unknown> | undefined,
    input.query as Record<string, unknown> | undefined,
  );
  let response: Response;
  try {
    response = await fetch(url, {
      method: endpoint.method,
      headers: {
        "x-signalbox-request": "1",
        ...(input.body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: input.body === undefined ? undefined : JSON.stringify(input.body),
      signal: input.signal,
      cache: "no-store",
      credentials: "same-origin",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw withoutAnswer(0, "The console could not be reached.");
  }
  if (!response.ok) {
    const error = await problemFrom(response);
    if (error.problem.code === "not_signed_in") leaveForSignIn();
    throw error;
  }
  return response;
}

/**
 * Calls an endpoint and returns its answer. The endpoint's schema made that answer (it is the server's serializer), so it
 * is not checked a second time here. Throws `ProblemError`, also for an answer that did not come from the console.
 */
export async function callApi<E extends Endpoint>(endpoint: Address<E>, input: CallInput<E>): Promise<AnswerOf<E>> {
  const response = await send(endpoint, input);
  if (response.status === 204) return undefined as AnswerOf<E>;
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/csv") || type.startsWith("text/plain")) return (await response.text()) as AnswerOf<E>;
  if (type.startsWith("application/json")) return (await response.json()) as AnswerOf<E>;
  throw withoutAnswer(response.status, "The console's answer is not of the expected form.");
}

/** Calls a streaming endpoint and yields its lines as they arrive. Throws `ProblemError`, also in mid-stream. */
export async function* streamApi<E extends Endpoint>(
  endpoint: Address<E>,
  input: CallInput<E>,
): AsyncGenerator<AnswerOf<E>> {
  const response = await send(endpoint, input);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  let pending = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      pending += value ?? "";
      const lines = pending.split("\n");
      pending = done ? "" : (lines.pop() ?? "");
      for (const line of lines) {
        if (line === "") continue;
        const parsed: unknown = JSON.parse(line);
        if (typeof parsed === "object" && parsed !== null && "problem" in parsed) {
          throw new ProblemError(parsed.problem as Problem);
        }
        yield parsed as AnswerOf<E>;
      }
      if (done) return;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
