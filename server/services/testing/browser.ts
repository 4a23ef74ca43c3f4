import type { RequestContext } from "@/server/domain/principal";
import { getRuntime } from "@/server/runtime/registry";
import { LISTENER_HEADERS } from "@/server/runtime/remote-address";

/** A browser as far as signing in goes: it keeps cookies and sends them. */
export class TestBrowser {
  readonly #cookies = new Map<string, string>();
  readonly context: RequestContext;

  constructor(remoteAddress = "192.0.2.1") {
    this.context = { requestId: "test-request", remoteAddress };
  }

  get headers(): Headers {
    const headers = new Headers({
      "user-agent": "Test browser",
      [LISTENER_HEADERS.token]: getRuntime().listenerToken,
      [LISTENER_HEADERS.remoteAddress]: this.context.remoteAddress ?? "",
      [LISTENER_HEADERS.protocol]: "http",
    });
    if (this.#cookies.size > 0)
      headers.set("cookie", [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    return headers;
  }

  get request(): Request {
    return new Request("http://127.0.0.1/api/session", { headers: this.headers });
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  /** Takes over what an answer sets. */
  accept(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = ""] = line.split(";");
      const separator = pair.indexOf("=");
      const name = pair.slice(0, separator);
      if (/;\s*Max-Age=0(;|$)/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(separator + 1));
    }
  }
}
