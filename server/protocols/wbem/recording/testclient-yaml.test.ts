import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { TransportError } from "@/server/transport/errors";
import type { WbemClient } from "../client";
import { WbemError } from "../errors";
import { recordableCalls, recordedInstance, recordedPath, returning } from "../testing/recorded-calls";
import { recordCalls } from "../testing/recording";
import { writeInstance } from "../xml/write-objects";
import { parseCaseFile, type RecordedCase } from "./cases-file";
import { CaseRunner } from "./cases-runner";
import type { RecordedExchange } from "./recorder";
import { toTestclientYaml } from "./testclient-yaml";

let runner: CaseRunner;
beforeAll(async () => {
  runner = await CaseRunner.start();
});
afterAll(() => runner.close());

async function exportOf(exchanges: readonly RecordedExchange[]): Promise<{ yaml: string; cases: RecordedCase[] }> {
  const { yaml, leftOut } = await toTestclientYaml(exchanges);
  expect(leftOut).toEqual([]);
  return { yaml, cases: parseCaseFile(yaml) };
}

describe("the export of a recording", () => {
  it.each(recordableCalls)("of %s is a case that passes", async (operation, answerer, call) => {
    const exported = await exportOf(await recordCalls(answerer, call));
    const [recorded, ...more] = exported.cases;
    if (recorded === undefined || more.length > 0) throw new Error("There is not one case.");
    expect(recorded.name).toBe(operation);
    expect(await runner.run(recorded)).toEqual({ status: "passed", reason: "" });
  });

  it("holds several cases, whose results are not empty", async () => {
    const exchanges = await recordCalls(
      returning(writeInstance(recordedInstance, "x")),
      ...[1, 2].map(() => (client: WbemClient) => client.GetInstance(recordedPath)),
    );
    const exported = await exportOf(exchanges);
    expect(exported.cases).toHaveLength(2);
    for (const recorded of exported.cases) {
      expect(await runner.run(recorded)).toEqual({ status: "passed", reason: "" });
      expect(recorded.http_request?.data).toContain('ID="1001"');
      expect(recorded.http_response?.data).toContain('ID="1001"');
    }
    const result = exported.cases[1]?.pywbem_response?.result as { properties: Record<string, { value: unknown }> };
    expect(result.properties.Text?.value).toBe(" leading, trailing \n\tand <&> ");
    expect(result.properties.Huge?.value).toBe(18446744073709551615n);
  });

  it("says nothing that Python reads otherwise: reals have points, words and times are quoted", async () => {
    const { yaml } = await exportOf(
      await recordCalls(returning(writeInstance(recordedInstance, "x")), (client) => client.GetInstance(recordedPath)),
    );
    for (const text of [
      "value: 1.0\n",
      "value: 1.0e+21\n",
      'value: "yes"',
      'value: "12:30"',
      "creds:\n",
      "data: |",
      "x: 18446744073709551615",
    ]) {
      expect(yaml).toContain(text);
    }
    expect(parse(yaml, { version: "1.1" })).toMatchObject([{ name: "GetInstance" }]);
    expect(yaml).not.toMatch(/[\u0085\u2028]/);
  });

  it("breaks lines between elements only where nothing changes", async () => {
    const {
      cases: [recorded],
    } = await exportOf(
      await recordCalls(returning(writeInstance(recordedInstance, "x")), (client) => client.GetInstance(recordedPath)),
    );
    expect(recorded?.http_response?.data).toContain("<VALUE></VALUE>");
    expect(recorded?.http_request?.data?.split("\n").length).toBeGreaterThan(10);
  });

  it.each<[string, Error, object, object]>([
    [
      "a status",
      new WbemError("x", { family: "http", status: 400, cimError: "header-mismatch" }),
      { exception: "HTTPError" },
      { status: 400n, headers: { CIMError: "header-mismatch" } },
    ],
    [
      "a refused login",
      new WbemError("x", { family: "authentication", status: 401 }),
      { exception: "AuthError" },
      { status: 401n },
    ],
    [
      "a timeout",
      new TransportError("body-timeout", "x"),
      { exception: "TimeoutError" },
      { exception: "requests_read_timeout" },
    ],
    [
      "a reset",
      new TransportError("reset", "x"),
      { exception: "ConnectionError" },
      { exception: "requests_connection_error" },
    ],
  ])("simulates %s", async (_, error, response, http) => {
    const {
      cases: [recorded],
    } = await exportOf(
      await recordCalls(
        () => error,
        (client) => client.GetInstance(recordedPath),
      ),
    );
    expect(recorded?.pywbem_response).toMatchObject(response);
    expect(recorded?.http_response).toMatchObject(http);
  });

  it("leaves out what no case can say, and says why", async () => {
    const [whole] = await recordCalls(returning(writeInstance(recordedInstance, "x")), (client) =>
      client.GetInstance(recordedPath),
    );
    if (whole?.answer == null) throw new Error("Nothing was recorded.");
    const { request, answer } = whole;
    const odd: RecordedExchange[] = [
      { ...whole, request: { ...request, isCut: true } },
      { ...whole, request: { ...request, body: "<CIM" } },
      { ...whole, answer: { ...answer, isCut: true } },
      { ...whole, answer: { ...answer, isComplete: false } },
      { ...whole, answer: null, failure: { kind: "header-parse", message: "x", status: null, cimError: null } },
      { ...whole, answer: null, failure: { kind: "unknown", message: "x", status: null, cimError: null } },
    ];
    const { yaml, leftOut } = await toTestclientYaml(odd);
    expect(yaml).toBe("[]\n");
    expect(leftOut.map(({ index, operation }) => [index, operation])).toEqual(
      odd.map((_, index) => [index, "GetInstance"]),
    );
    expect(new Set(leftOut.map(({ reason }) => reason)).size).toBe(5);
  });
});
