import type { AnswerOf, BodyInputOf, Endpoint, ParamsInputOf, QueryInputOf } from "@/contracts/endpoint";
import { type Problem, problemSchema } from "@/contracts/problem";

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

function withoutAnswer(status: number, detail: string): ProblemError {
  return new ProblemError({
    type: "urn:signalbox:problem:internal",
    title: "The console does not answer",
    status,
    detail,
    code: "internal",
    requestId: "none",
    remedy: "Check your connection to the console, then try again.",
  });
}

/** The address of an endpoint with its parameters filled in. */
export function urlOf(
  endpoint: Endpoint,
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

async function problemFrom(response: Response): Promise<ProblemError> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    return withoutAnswer(response.status, `The console answered ${response.status} without an explanation.`);
  }
  return new ProblemError(parsed.data);
}

async function send(
  endpoint: Endpoint,
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

/** Calls an endpoint and returns its answer, checked against the contract. Throws `ProblemError`. */
export async function callApi<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<AnswerOf<E>> {
  const response = await send(endpoint, input);
  if (endpoint.response === undefined) return undefined as AnswerOf<E>;
  const answer =
    endpoint.format === "csv" || endpoint.format === "text" ? await response.text() : await response.json();
  const parsed = endpoint.response.safeParse(answer);
  if (!parsed.success) throw withoutAnswer(response.status, "The console's answer is not of the expected form.");
  return parsed.data as AnswerOf<E>;
}

/** Calls a streaming endpoint and yields its lines as they arrive. Throws `ProblemError`, also in mid-stream. */
export async function* streamApi<E extends Endpoint>(endpoint: E, input: CallInput<E>): AsyncGenerator<AnswerOf<E>> {
  const response = await send(endpoint, input);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined || endpoint.response === undefined) return;
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
          throw new ProblemError(problemSchema.parse(parsed.problem));
        }
        yield endpoint.response.parse(parsed) as AnswerOf<E>;
      }
      if (done) return;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
