/** Runs test cases through the real client over real sockets (reference, section 15.4). */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { tlsPolicySchema } from "@/contracts/tls";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { AuthenticatedHttp } from "../authenticated-http";
import { createAuthenticator } from "../authentication";
import { ExportIndication, WbemClient } from "../client";
import type { WbemExchange } from "../exchange";
import { openWbemHttp, type WbemHttp } from "../http";
import { parseCaseFile, type RecordedCase } from "./cases-file";
import { caseInstance, isMapping } from "./cases-objects";
import { findOperation } from "./cases-operations";
import { expectsArgumentError, findOutcomeDifference, type Outcome } from "./cases-results";
import { CaseServer } from "./cases-server";
import { findXmlDifference } from "./cases-xml";

export interface CaseVerdict {
  file: string;
  /** Position in the file, from 0: names are not unique. */
  index: number;
  name: string;
  status: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped; empty for one that passed. */
  reason: string;
}

/** How long the client of a case waits for an answer that does not come. */
const SILENCE_MS = 500;

/** Performs cases one after the other against one server of its own. */
export class CaseRunner {
  readonly #server: CaseServer;

  private constructor(server: CaseServer) {
    this.#server = server;
  }

  static async start(): Promise<CaseRunner> {
    return new CaseRunner(await CaseServer.start());
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  /** Every case of every YAML file of a folder, files by name. A file that cannot be read is one failed case. */
  async runFolder(folder: string): Promise<CaseVerdict[]> {
    const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
    const verdicts: CaseVerdict[] = [];
    for (const file of files) verdicts.push(...(await this.#runFile(folder, file)));
    return verdicts;
  }

  async #runFile(folder: string, file: string): Promise<CaseVerdict[]> {
    let cases: RecordedCase[];
    try {
      cases = parseCaseFile(await readFile(path.join(folder, file), "utf8"));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [{ file, index: 0, name: "", status: "failed", reason }];
    }
    const verdicts: CaseVerdict[] = [];
    for (const [index, recorded] of cases.entries()) {
      verdicts.push({ file, index, name: recorded.name, ...(await this.run(recorded)) });
    }
    return verdicts;
  }

  /** One case. Never throws: what goes wrong is the reason. */
  async run(recorded: RecordedCase): Promise<Pick<CaseVerdict, "status" | "reason">> {
    if (recorded.ignore_test === true) return { status: "skipped", reason: "The case says ignore_test." };
    try {
      const reason = await this.#findDifference(recorded);
      return reason === null ? { status: "passed", reason: "" } : { status: "failed", reason };
    } catch (error) {
      return { status: "failed", reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  }

  async #findDifference(recorded: RecordedCase): Promise<string | null> {
    const perform = findPerformance(recorded);
    if (perform === null) return "The client does not have this operation.";
    this.#server.prepare(recorded.http_response);
    const http = await this.#openHttp();
    try {
      const exchange = exchangeOf(recorded, http);
      let received = 0;
      const outcome = await settle(
        perform,
        counting(exchange, (bytes) => (received += bytes)),
      );
      const difference = this.#findRequestDifference(recorded) ?? findOutcomeDifference(recorded, outcome);
      const wanted = recorded.pywbem_response?.reply_len ?? null;
      if (difference !== null || wanted === null || Number(wanted) === received) return difference;
      return `The answer must have ${String(wanted)} bytes, but ${received} came.`;
    } finally {
      http.destroy();
    }
  }

  #findRequestDifference(recorded: RecordedCase): string | null {
    const [request, ...more] = this.#server.received;
    const expected = recorded.http_request ?? null;
    if (request === undefined) {
      return expected === null || expectsArgumentError(recorded) ? null : "Nothing was sent.";
    }
    if (expected === null || expectsArgumentError(recorded)) return "Nothing must be sent.";
    if (more.length > 0) return `One request is expected, but ${more.length + 1} came.`;
    if (expected.verb !== request.method) return `${String(expected.verb)} is expected, but ${request.method} came.`;
    const wantedPath = new URL(expected.url ?? "").pathname;
    if (wantedPath !== request.url) return `The path ${wantedPath} is expected, but ${request.url} came.`;
    for (const [name, value] of Object.entries(expected.headers ?? {})) {
      const found = request.headers[name.toLowerCase()];
      const text = Array.isArray(found) ? found.join(", ") : (found ?? "");
      if (decoded(text) !== decoded(String(value)))
        return `Header ${name}: ${String(value)} is expected, but ${text} came.`;
    }
    const difference = findXmlDifference(expected.data ?? "", request.body);
    return difference === null ? null : `Request: ${difference.expected} is expected, but ${difference.actual} came.`;
  }

  async #openHttp(): Promise<WbemHttp> {
    const address = { host: "127.0.0.1", port: this.#server.port };
    const policy = tlsPolicySchema.parse({ timeouts: { headersMs: SILENCE_MS, bodyIdleMs: SILENCE_MS } });
    const addressPolicy = createAddressPolicy({ exceptions: [{ address: address.host, port: address.port }] });
    const tls = { policy, anchors: [], clientIdentity: null };
    return openWbemHttp({ tls, addressPolicy }, address, "http");
  }
}

type Perform = (exchange: WbemExchange) => Promise<unknown>;

/** ExportIndication goes to a listener, everything else through a client. */
function findPerformance({ pywbem_request: { operation, namespace } }: RecordedCase): Perform | null {
  if (operation.pywbem_method === "ExportIndication") {
    const indication = operation.NewIndication;
    return async (exchange) => ExportIndication(exchange, caseInstance(isMapping(indication) ? indication : {}));
  }
  const perform = findOperation(operation);
  if (perform === null) return null;
  return async (exchange) =>
    perform(new WbemClient({ exchange, defaultNamespace: namespace ?? undefined, host: "acme.com:80" }));
}

/** The way of the case, with its credentials; never for a listener. */
function exchangeOf({ pywbem_request: { creds, operation } }: RecordedCase, http: WbemHttp): WbemExchange {
  const [userName, password] = creds ?? [];
  const isKnown = typeof userName === "string" && typeof password === "string" && operation.NewIndication === undefined;
  const authenticator = isKnown
    ? createAuthenticator("basic", async () => ({ userName, password }))
    : createAuthenticator("none", async () => ({ userName: "", password: "" }));
  return new AuthenticatedHttp({ http, authenticator, openSecrets: async () => [] }).exchange;
}

/** Tells how many bytes the bodies of answers have. */
function counting(exchange: WbemExchange, count: (bytes: number) => void): WbemExchange {
  return async (request) => {
    const answer = await exchange(request);
    async function* counted() {
      for await (const piece of answer.body) {
        count(piece.length);
        yield piece;
      }
    }
    const body = Object.assign(counted(), { destroy: (error?: Error) => answer.body.destroy(error) });
    return { ...answer, body };
  };
}

async function settle(perform: Perform, exchange: WbemExchange): Promise<Outcome> {
  try {
    return { result: await perform(exchange) };
  } catch (error) {
    return { error };
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
