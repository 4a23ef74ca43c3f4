import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCaseFile } from "./cases-file";
import { CaseRunner } from "./cases-runner";

const folder = path.resolve("../shared/testdata/pywbem-testclient");

let runner: CaseRunner;
beforeAll(async () => {
  runner = await CaseRunner.start();
});
afterAll(async () => runner.close());

const passing = `
- name: Delete
  pywbem_request:
    url: http://acme.com:80
    creds: [user, secret]
    namespace: root/cimv2
    operation:
      pywbem_method: DeleteClass
      ClassName: CIM_Foo
  pywbem_response: {}
  http_request:
    verb: POST
    url: http://acme.com:80/cimom
    headers: {CIMOperation: MethodCall, CIMMethod: DeleteClass, CIMObject: root%2Fcimv2}
    data: |
      <CIM DTDVERSION="2.0" CIMVERSION="2.0"><MESSAGE ID="1001" PROTOCOLVERSION="1.0"><SIMPLEREQ>
        <IMETHODCALL NAME="DeleteClass"><LOCALNAMESPACEPATH><NAMESPACE NAME="root"/><NAMESPACE NAME="cimv2"/></LOCALNAMESPACEPATH>
        <IPARAMVALUE NAME="ClassName"><CLASSNAME NAME="CIM_Foo"/></IPARAMVALUE></IMETHODCALL></SIMPLEREQ></MESSAGE></CIM>
  http_response:
    status: 200
    headers: {CIMOperation: MethodResponse}
    data: <CIM CIMVERSION="2.0" DTDVERSION="2.0"><MESSAGE ID="1001" PROTOCOLVERSION="1.0"><SIMPLERSP><IMETHODRESPONSE NAME="DeleteClass"/></SIMPLERSP></MESSAGE></CIM>
`;

async function verdictOf(text: string) {
  const [recorded] = parseCaseFile(text);
  if (recorded === undefined) throw new Error("There is no case.");
  return runner.run(recorded);
}

describe("the verdict on a case", () => {
  it("is passed where request and result are as expected", async () => {
    expect(await verdictOf(passing)).toEqual({ status: "passed", reason: "" });
  });

  it.each([
    ["another class in the request", passing.replace("ClassName: CIM_Foo", "ClassName: CIM_Bar"), "CIM_Bar"],
    ["another header", passing.replace("CIMMethod: DeleteClass,", "CIMMethod: ModifyClass,"), "Header CIMMethod"],
    ["another namespace", passing.replace("namespace: root/cimv2", "namespace: root/other"), "CIMObject"],
    ["a refusal that does not come", passing.replace("pywbem_response: {}", "pywbem_response: {cim_status: 6}"), "6"],
    ["a result that does not come", passing.replace("pywbem_response: {}", "pywbem_response: {result: x}"), "differs"],
    [
      "an error that does not come",
      passing.replace("pywbem_response: {}", "pywbem_response: {exception: AuthError}"),
      "AuthError",
    ],
    [
      "a request where none must be sent",
      passing.replace("pywbem_response: {}", "pywbem_response: {exception: TypeError}"),
      "Nothing must be sent",
    ],
    ["a broken answer", passing.replace("</IMETHODRESPONSE>", "").replace("</SIMPLERSP>", ""), "xml-parse"],
    [
      "an operation that is unknown",
      passing.replace("pywbem_method: DeleteClass", "pywbem_method: Paint"),
      "does not have",
    ],
  ])("is failed for %s", async (_name, text, reason) => {
    expect(text).not.toBe(passing);
    const verdict = await verdictOf(text);
    expect(verdict.status).toBe("failed");
    expect(verdict.reason).toContain(reason);
  });

  it("is skipped for a case that says so", async () => {
    const text = passing.replace("name: Delete", "name: Delete\n  ignore_test: true");
    expect(await verdictOf(text)).toMatchObject({ status: "skipped" });
  });

  it("tells a status of HTTP from a broken connection and from silence", async () => {
    const failing = (response: string, exception: string) =>
      passing
        .replace("pywbem_response: {}", `pywbem_response: {exception: ${exception}}`)
        .replace(/http_response:[\s\S]*$/, `http_response: ${response}\n`);
    const broken = "{exception: requests_connection_error}";
    const silent = "{exception: requests_read_timeout}";
    expect(await verdictOf(failing("{status: 500, headers: {}, data: ''}", "HTTPError"))).toMatchObject({
      status: "passed",
    });
    expect(await verdictOf(failing(broken, "ConnectionError"))).toMatchObject({ status: "passed" });
    expect(await verdictOf(failing(silent, "TimeoutError"))).toMatchObject({ status: "passed" });
    expect(await verdictOf(failing(silent, "ConnectionError"))).toMatchObject({ status: "failed" });
  });
});

it("reports a file that is no list of cases as failed", async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), "signalbox-cases-"));
  try {
    await writeFile(path.join(directory, "bad.yaml"), "- name: [");
    await writeFile(path.join(directory, "good.yaml"), passing);
    const verdicts = await runner.runFolder(directory);
    expect(verdicts.map(({ file, status }) => [file, status])).toEqual([
      ["bad.yaml", "failed"],
      ["good.yaml", "passed"],
    ]);
  } finally {
    await rm(directory, { recursive: true });
  }
});

it.skipIf(!existsSync(folder))(
  "passes every recorded case of the reference client but those it skips itself",
  { timeout: 120_000 },
  async () => {
    const verdicts = await runner.runFolder(folder);
    expect(verdicts.filter(({ status }) => status === "failed")).toEqual([]);
    expect(verdicts.filter(({ status }) => status === "passed").length).toBeGreaterThan(200);
  },
);
