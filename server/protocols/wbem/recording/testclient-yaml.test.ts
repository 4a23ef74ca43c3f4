import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { TransportError } from "@/server/transport/errors";
import type { WbemClient } from "../client";
import { WbemError } from "../errors";
import {
  cimClass,
  className,
  instance,
  instanceName,
  keyBinding,
  parameterValue,
  property,
  qualifierDeclaration,
} from "../model/builders";
import { type Answerer, messageOf, recordCalls } from "../testing/recording";
import { writeClass, writeInstance, writeQualifierDeclaration } from "../xml/write-objects";
import { parseCaseFile, type RecordedCase } from "./cases-file";
import { CaseRunner } from "./cases-runner";
import type { RecordedExchange } from "./recorder";
import { toTestclientYaml } from "./testclient-yaml";

let runner: CaseRunner;
beforeAll(async () => {
  runner = await CaseRunner.start();
});
afterAll(() => runner.close());

const path = instanceName(
  "CIM_Foo",
  [
    keyBinding("Name", 'a "b" > <'),
    keyBinding("Id", 5, "uint32"),
    keyBinding("Big", 18446744073709551615n, "uint64"),
    keyBinding("Letter", "x", "char16"),
  ],
  { namespace: "root/cimv2" },
);
const foo = instance("CIM_Foo", [
  property("Name", "string", " leading, trailing \n\tand <&> "),
  property("Empty", "string", ""),
  property("Nothing", "string", null),
  property("Yes", "string", "yes"),
  property("Time", "string", "12:30"),
  property("Dirty", "string", "\u0085\u2028"),
  property("Big", "uint64", 18446744073709551615n),
  property("Whole", "real64", 1),
  property("Large", "real64", 1e21),
  property("At", "datetime", "20240229120000.000000+000"),
  property("Many", "sint8", [1, null, -1]),
  property("Inner", "string", instance("CIM_Bar", [property("P", "boolean", true)])),
  property("Ref", "reference", instanceName("CIM_Bar", { K: "x" }, { namespace: "root/cimv2" })),
]);

const intrinsic =
  (content: string): Answerer =>
  ({ operation, messageId }) =>
    messageOf(messageId, "IMETHODRESPONSE", operation, content);
const returning = (content: string) => intrinsic(`<IRETURNVALUE>${content}</IRETURNVALUE>`);

type Call = (client: WbemClient) => Promise<unknown>;
const cases: [string, Answerer, Call][] = [
  [
    "GetInstance",
    returning(writeInstance(foo, "x")),
    (client) => client.GetInstance(path, { LocalOnly: false, PropertyList: ["Name"] }),
  ],
  ["ModifyInstance", intrinsic(""), (client) => client.ModifyInstance({ ...foo, path }, { PropertyList: [] })],
  [
    "CreateInstance",
    returning(
      '<INSTANCENAME CLASSNAME="CIM_Foo"><KEYBINDING NAME="K"><KEYVALUE VALUETYPE="numeric">7</KEYVALUE></KEYBINDING></INSTANCENAME>',
    ),
    (client) => client.CreateInstance(foo),
  ],
  [
    "CreateClass",
    intrinsic(""),
    (client) => client.CreateClass(cimClass("CIM_New", { properties: [property("P", "real32", 2)] })),
  ],
  [
    "GetClass",
    returning(writeClass(cimClass("CIM_Foo", { properties: [property("P", "uint8", null)] }), "x")),
    (client) => client.GetClass("CIM_Foo", { namespace: "root/other" }),
  ],
  [
    "EnumerateQualifiers",
    returning(
      writeQualifierDeclaration(
        qualifierDeclaration("Key", "boolean", { value: false, scopes: ["property", "reference"] }),
        "x",
        {},
      ),
    ),
    (client) => client.EnumerateQualifiers(),
  ],
  [
    "EnumerateClassNames",
    returning('<CLASSNAME NAME="CIM_Foo"/><CLASSNAME NAME="CIM_Bar"/>'),
    (client) => client.EnumerateClassNames({ DeepInheritance: true }),
  ],
  ["Associators", returning(""), (client) => client.Associators(className("CIM_Foo"), { Role: "on" })],
  [
    "OpenEnumerateInstances",
    intrinsic(
      '<IRETURNVALUE/><PARAMVALUE NAME="EndOfSequence"><VALUE>FALSE</VALUE></PARAMVALUE><PARAMVALUE NAME="EnumerationContext"><VALUE>c1</VALUE></PARAMVALUE>',
    ),
    (client) => client.OpenEnumerateInstances("CIM_Foo", { MaxObjectCount: 5 }),
  ],
  [
    "PullInstancesWithPath",
    intrinsic('<IRETURNVALUE/><PARAMVALUE NAME="EndOfSequence"><VALUE>TRUE</VALUE></PARAMVALUE>'),
    (client) => client.PullInstancesWithPath({ context: "c1", namespace: "root/cimv2" }, 5),
  ],
  ["DeleteInstance", intrinsic('<ERROR CODE="6" DESCRIPTION="Gone: no"/>'), (client) => client.DeleteInstance(path)],
  [
    "ExecQuery",
    intrinsic("<IRETURNVALUE><CLASSNAME"),
    (client) => client.ExecQuery("WQL", "SELECT * FROM CIM_Foo WHERE Name = 'yes: no'"),
  ],
  [
    "Reset",
    ({ messageId }) =>
      messageOf(
        messageId,
        "METHODRESPONSE",
        "Reset",
        '<RETURNVALUE PARAMTYPE="uint32"><VALUE>4096</VALUE></RETURNVALUE><PARAMVALUE NAME="Done" PARAMTYPE="boolean"><VALUE>FALSE</VALUE></PARAMVALUE>',
      ),
    (client) =>
      client.InvokeMethod("Reset", path, [
        parameterValue("Force", "boolean", true),
        parameterValue("Counts", "uint64", [1n, 2n]),
        parameterValue("At", "datetime", "00000001000000.000000:000"),
        parameterValue("Target", "reference", path),
        parameterValue("Inner", "string", instance("CIM_Bar", [property("P", "string", "x")])),
        parameterValue("Nothing", null, null),
      ]),
  ],
];

async function exportOf(exchanges: readonly RecordedExchange[]): Promise<{ yaml: string; cases: RecordedCase[] }> {
  const { yaml, leftOut } = await toTestclientYaml(exchanges);
  expect(leftOut).toEqual([]);
  return { yaml, cases: parseCaseFile(yaml) };
}

describe("the export of a recording", () => {
  it.each(cases)("of %s is a case that passes", async (operation, answerer, call) => {
    const exported = await exportOf(await recordCalls(answerer, call));
    const [recorded, ...more] = exported.cases;
    if (recorded === undefined || more.length > 0) throw new Error("There is not one case.");
    expect(recorded.name).toBe(operation);
    expect(await runner.run(recorded)).toEqual({ status: "passed", reason: "" });
  });

  it("holds several cases, whose results are not empty", async () => {
    const exchanges = await recordCalls(
      returning(writeInstance(foo, "x")),
      ...[1, 2].map(() => (client: WbemClient) => client.GetInstance(path)),
    );
    const exported = await exportOf(exchanges);
    expect(exported.cases).toHaveLength(2);
    const result = exported.cases[1]?.pywbem_response?.result as { properties: Record<string, { value: unknown }> };
    expect(result.properties.Name?.value).toBe(" leading, trailing \n\tand <&> ");
    expect(result.properties.Big?.value).toBe(18446744073709551615n);
  });

  it("says nothing that Python reads otherwise: reals have points, words and times are quoted", async () => {
    const { yaml } = await exportOf(
      await recordCalls(returning(writeInstance(foo, "x")), (client) => client.GetInstance(path)),
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
    } = await exportOf(await recordCalls(returning(writeInstance(foo, "x")), (client) => client.GetInstance(path)));
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
        (client) => client.GetInstance(path),
      ),
    );
    expect(recorded?.pywbem_response).toMatchObject(response);
    expect(recorded?.http_response).toMatchObject(http);
  });

  it("leaves out what no case can say, and says why", async () => {
    const [whole] = await recordCalls(returning(writeInstance(foo, "x")), (client) => client.GetInstance(path));
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
