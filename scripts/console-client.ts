import type { AnswerOf, BodyInputOf, Endpoint, ParamsInputOf, QueryInputOf } from "@/contracts/endpoint";
import { completeFirstRun, signIn } from "@/contracts/endpoints/people";

/** The console answered with a problem (RFC 9457). */
export class ConsoleProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(endpoint: string, status: number, code: string, detail: string) {
    super(`${endpoint}: ${status} ${code} ${detail}`.trim());
    this.status = status;
    this.code = code;
  }
}

type Optional<Name extends string, Value> = undefined extends Value ? { [K in Name]?: Value } : { [K in Name]: Value };
export type CallInput<E> = Optional<"params", ParamsInputOf<E>> &
  Optional<"query", QueryInputOf<E>> &
  Optional<"body", BodyInputOf<E>>;

export interface FirstPerson {
  token: string;
  name: string;
  email: string;
  password: string;
  teamName: string;
}

/** Talks to a running console as a browser would: same origin, cookies, answers checked against their contracts. */
export class ConsoleClient {
  readonly url: string;
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.url = url;
  }

  /** The cookies the console has set, for handing them to a browser. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  /**
   * Calls one endpoint.
   * @throws ConsoleProblem when the console refuses.
   */
  async call<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<AnswerOf<E>> {
    const text = await this.#send(endpoint, input);
    return (endpoint.response === undefined ? undefined : endpoint.response.parse(JSON.parse(text))) as AnswerOf<E>;
  }

  /**
   * Calls an endpoint that answers line by line, and reads all of its lines.
   * @throws ConsoleProblem when the console refuses.
   */
  async lines<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<AnswerOf<E>[]> {
    const lines = (await this.#send(endpoint, input)).split("\n").filter((line) => line !== "");
    return lines.map((line) => endpoint.response?.parse(JSON.parse(line)) as AnswerOf<E>);
  }

  async #send<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<string> {
    const { params, query, body } = input as {
      params?: Record<string, string>;
      query?: Record<string, unknown>;
      body?: unknown;
    };
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_match, name: string) =>
      encodeURIComponent(params?.[name] ?? ""),
    );
    const target = new URL(path, this.url);
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) target.searchParams.set(name, String(value));
    }
    const response = await fetch(target, {
      method: endpoint.method,
      redirect: "manual",
      headers: {
        origin: new URL(this.url).origin,
        "x-signalbox-request": "1",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(this.#cookies.size === 0 ? {} : { cookie: this.#cookieHeader() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.#remember(response.headers.getSetCookie());
    const text = await response.text();
    if (!response.ok) throw problemOf(endpoint.id, response.status, text);
    return text;
  }

  /** Creates the first administrator and team, and is signed in as that person afterwards. */
  async completeFirstRun(person: FirstPerson): Promise<void> {
    await this.call(completeFirstRun, { body: person });
    await this.signIn(person.email, person.password);
  }

  /** Signs in with a password; the cookies are kept for later calls. */
  async signIn(email: string, password: string): Promise<void> {
    await this.call(signIn, { body: { email, password } });
  }

  #cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #remember(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const pair = line.split(";")[0] ?? "";
      const separator = pair.indexOf("=");
      const name = pair.slice(0, separator).trim();
      const value = pair.slice(separator + 1);
      if (value === "" || /;\s*max-age=0(;|$)/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

function problemOf(endpoint: string, status: number, text: string): ConsoleProblem {
  try {
    const problem = JSON.parse(text) as { code?: string; title?: string; detail?: string };
    return new ConsoleProblem(endpoint, status, problem.code ?? "", problem.detail ?? problem.title ?? "");
  } catch {
    return new ConsoleProblem(endpoint, status, "", text.slice(0, 200));
  }
}
