import { describe, expect, it } from "vitest";
import { TransportError } from "@/server/transport/errors";
import { WbemError } from "../errors";
import type { WbemAnswer, WbemExchange, WbemRequest } from "../exchange";
import { OperationRecorder, type RecordedExchange, type RecorderOptions } from "./recorder";
import { redactBody } from "./redaction";
import type { OperationSample } from "./statistics";

const request: WbemRequest = {
  operation: "GetInstance",
  headers: { CIMOperation: "MethodCall", CIMMethod: "GetInstance", Authorization: "Basic aHVudGVyMg==" },
  body: "<CIM>Ä</CIM>",
};

function answering(
  chunks: readonly string[],
  more: Partial<Record<"headers" | "trailers", [string, string][]>> = {},
): WbemExchange {
  return async (): Promise<WbemAnswer> => {
    let isRead = false;
    const body = async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk);
      isRead = true;
    };
    return {
      headers: new Map(more.headers ?? []),
      body: { [Symbol.asyncIterator]: body, destroy: () => undefined },
      trailers: () => new Map(isRead ? more.trailers : []),
    };
  };
}

async function readAll(answer: WbemAnswer): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function recorder(options: RecorderOptions = {}): OperationRecorder {
  const made = new OperationRecorder(options);
  made.isRecording = true;
  return made;
}

function only(made: OperationRecorder): RecordedExchange {
  const [exchange, ...more] = made.exchanges;
  if (exchange === undefined || more.length > 0) throw new Error(`There are ${made.exchanges.length} exchanges.`);
  return exchange;
}

describe("a recorder", () => {
  it("keeps request and answer, and passes the answer on", async () => {
    const made = recorder({ now: () => new Date("2026-01-02T03:04:05Z") });
    const headers: [string, string][] = [
      ["wbemserverresponsetime", "1500"],
      ["cimoperation", "MethodResponse"],
    ];
    const exchange = made.wrap(answering(["<CIM>", "Ö", "</CIM>"], { headers, trailers: [["cimstatuscode", "0"]] }));
    expect(await readAll(await exchange(request))).toBe("<CIM>Ö</CIM>");
    expect(only(made)).toMatchObject({
      operation: "GetInstance",
      isError: false,
      startedAt: new Date("2026-01-02T03:04:05Z"),
      serverMicroseconds: 1500,
      requestBytes: 13,
      replyBytes: 13,
      request: {
        headers: { CIMOperation: "MethodCall", CIMMethod: "GetInstance" },
        body: "<CIM>Ä</CIM>",
        isCut: false,
      },
      answer: { status: 200, body: "<CIM>Ö</CIM>", trailers: { cimstatuscode: "0" }, isComplete: true, isCut: false },
      failure: null,
    });
    expect(only(made).clientMs).toBeGreaterThanOrEqual(0);
  });

  it("keeps no credentials: none of the header, none by value, none by name", async () => {
    const made = recorder({ secrets: ["hunter2&"] });
    const body =
      '<PARAMVALUE NAME="NewPassword" PARAMTYPE="string"><VALUE>tops3cret</VALUE></PARAMVALUE><VALUE>x hunter2&amp; y</VALUE>';
    const exchange = made.wrap(
      answering([body], {
        headers: [
          ["set-cookie", "a=b"],
          ["x-echo", "hunter2&"],
        ],
      }),
    );
    await readAll(await exchange({ ...request, body }));
    const text = JSON.stringify(only(made));
    for (const secret of ["hunter2", "tops3cret", "aHVudGVyMg", "a=b"]) expect(text).not.toContain(secret);
    expect(only(made).request.body).toContain(
      '<PARAMVALUE NAME="NewPassword" PARAMTYPE="string"><VALUE>********</VALUE>',
    );
  });

  it("cuts long bodies between characters, and counts them whole", async () => {
    const made = recorder({ bodyLimit: 6 });
    const exchange = made.wrap(answering(["<a>", "ÄÄÄÄ", "</a>"]));
    await readAll(await exchange({ ...request, body: "<b>ÄÄÄÄ</b>" }));
    expect(only(made)).toMatchObject({
      requestBytes: 15,
      replyBytes: 15,
      request: { body: "<b>Ä", isCut: true },
      answer: { body: "<a>Ä", isCut: true, isComplete: true },
    });
  });

  it("lets the oldest go when there are too many, or too much", async () => {
    const made = recorder({ exchangeLimit: 2 });
    const exchange = made.wrap(answering(["x"]));
    for (const operation of ["A", "B", "C"]) await readAll(await exchange({ ...request, operation }));
    expect(made.exchanges.map(({ operation }) => operation)).toEqual(["B", "C"]);
    expect(made.dropped).toBe(1);
    const small = recorder({ totalLimit: 30 });
    const other = small.wrap(answering(["0123456789"]));
    for (const operation of ["A", "B", "C"]) await readAll(await other({ ...request, operation }));
    expect(small.exchanges.map(({ operation }) => operation)).toEqual(["C"]);
    small.clear();
    expect([small.exchanges.length, small.dropped]).toEqual([0, 0]);
  });

  it("keeps failures of the way", async () => {
    const made = recorder();
    const failing = (error: Error) => made.wrap(() => Promise.reject(error))(request);
    await expect(
      failing(new WbemError("No.", { family: "http", status: 400, cimError: "header-mismatch" })),
    ).rejects.toThrow("No.");
    await expect(failing(new TransportError("body-timeout", "Late."))).rejects.toThrow("Late.");
    await expect(failing(new Error("Odd."))).rejects.toThrow("Odd.");
    expect(made.exchanges.map(({ failure, answer, isError }) => ({ ...failure, answer, isError }))).toEqual([
      { kind: "http", message: "No.", status: 400, cimError: "header-mismatch", answer: null, isError: true },
      { kind: "body-timeout", message: "Late.", status: null, cimError: null, answer: null, isError: true },
      { kind: "unknown", message: "Odd.", status: null, cimError: null, answer: null, isError: true },
    ]);
  });

  it("keeps what came of an answer that broke off, was destroyed or not read to its end", async () => {
    const made = recorder();
    const broken = made.wrap(async (...args) => {
      const answer = await answering(["<a>"])(...args);
      const body = async function* () {
        yield* answer.body;
        throw new TransportError("reset", "Gone.");
      };
      return { ...answer, body: { [Symbol.asyncIterator]: body, destroy: () => undefined } };
    });
    await expect(broken(request).then(readAll)).rejects.toThrow("Gone.");
    const whole = made.wrap(answering(["<a>", "<b>"]));
    for await (const _ of (await whole(request)).body) break;
    (await whole(request)).body.destroy(new Error("Not wanted."));
    expect(
      made.exchanges.map(({ answer, failure, isError }) => [
        answer?.body,
        answer?.isComplete,
        failure?.message,
        isError,
      ]),
    ).toEqual([
      ["<a>", false, "Gone.", true],
      ["<a>", false, undefined, false],
      ["", false, "Not wanted.", true],
    ]);
  });

  it("tells of each exchange once, recording or not, and knows a refusal", async () => {
    const samples: OperationSample[] = [];
    const made = new OperationRecorder({ onFinished: (sample) => samples.push(sample) });
    const refused = '<CIM><SIMPLERSP><IMETHODRESPONSE NAME="GetInstance">\n<ERROR CODE="6"/></IMETHODRESPONSE>';
    const answer = await made.wrap(answering([refused]))(request);
    await readAll(answer);
    answer.body.destroy();
    await readAll(await made.wrap(answering(["<CIM/>"], { trailers: [["cimstatuscode", "4"]] }))(request));
    await readAll(await made.wrap(answering(["<VALUE>&lt;ERROR</VALUE>"]))(request));
    expect(samples.map(({ isError }) => isError)).toEqual([true, true, false]);
    expect(made.exchanges).toEqual([]);
  });
});

describe("redaction by name", () => {
  it.each([
    ['<PROPERTY NAME="UserPassword" TYPE="string"><VALUE>abc</VALUE></PROPERTY>', "abc"],
    ["<PROPERTY TYPE='string' NAME='passphrase'>\n <VALUE>abc</VALUE></PROPERTY>", "abc"],
    [
      '<PROPERTY.ARRAY NAME="Secrets" TYPE="string"><VALUE.ARRAY><VALUE>abc</VALUE><VALUE>def</VALUE></VALUE.ARRAY>',
      "abc",
    ],
    [
      '<PROPERTY.ARRAY NAME="Secrets" TYPE="string"><VALUE.ARRAY><VALUE>abc</VALUE><VALUE>def</VALUE></VALUE.ARRAY>',
      "def",
    ],
    ["&lt;PROPERTY NAME=&quot;Password&quot; TYPE=&quot;string&quot;&gt;&lt;VALUE&gt;abc&lt;/VALUE&gt;", "abc"],
    ["&amp;lt;PROPERTY NAME=&amp;quot;Password&amp;quot;&amp;gt;&amp;lt;VALUE&amp;gt;abc&amp;lt;/VALUE&amp;gt;", "abc"],
  ])("%s", (body, secret) => {
    const redacted = redactBody(body, []);
    expect(redacted).not.toContain(secret);
    expect(redacted.replaceAll("********", "")).toBe(body.replaceAll(/abc|def/g, ""));
  });

  it("leaves everything else as it was", () => {
    const body =
      '<PROPERTY NAME="PasswordSet"/><PROPERTY NAME="Name" TYPE="string"><VALUE>password</VALUE></PROPERTY><VALUE>b</VALUE>';
    expect(redactBody(body, [])).toBe(body);
  });

  it("takes time in proportion to the size", () => {
    const body = '<PROPERTY NAME="Some" CLASSORIGIN="passwor" TYPE="string"><VALUE>password</VALUE></PROPERTY>'.repeat(
      3_000,
    );
    const started = performance.now();
    expect(redactBody(body, [])).toBe(body);
    expect(redactBody(`${"<PROPERTY ".repeat(20_000)}NAME="password`, [])).toContain("password");
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
