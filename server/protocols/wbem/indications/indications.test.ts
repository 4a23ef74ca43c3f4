import { describe, expect, it } from "vitest";
import type { DeviceNotification, InboundRequest } from "../../kind";
import { instance, property } from "../model/builders";
import type { CimInstance } from "../model/objects";
import { writeInstance } from "../xml/write-objects";
import { IndicationSequence, toNotification } from "./notification";
import { IndicationReceiver } from "./receive";
import { indicationReceiver } from "./subscribe";

const headers = {
  "content-type": 'application/xml; charset="utf-8"',
  cimexport: "MethodRequest",
  cimexportmethod: "ExportIndication",
};

const alert = (number = 1n, context = "one") =>
  instance("CIM_AlertIndication", [
    property("Message", "string", "Drive 7 <fails>"),
    property("PerceivedSeverity", "uint16", 6),
    property("AlertingManagedElement", "string", '/root/cimv2:CIM_DiskDrive.DeviceID="7"'),
    property("IndicationTime", "datetime", "20240229235959.123456+060"),
    property("SequenceContext", "string", context),
    property("SequenceNumber", "sint64", number),
  ]);

function bodyOf(
  parameters: string,
  method = "ExportIndication",
  versions = 'CIMVERSION="2.0" DTDVERSION="2.0"',
): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?><CIM ${versions}><MESSAGE ID="42" PROTOCOLVERSION="1.0"><SIMPLEEXPREQ>` +
      `<EXPMETHODCALL NAME="${method}">${parameters}</EXPMETHODCALL></SIMPLEEXPREQ></MESSAGE></CIM>`,
  );
}

const parameterOf = (indication: CimInstance) =>
  `<EXPPARAMVALUE NAME="NewIndication">${writeInstance(indication, "indication")}</EXPPARAMVALUE>`;
const requestOf = (indication: CimInstance): InboundRequest => ({
  method: "POST",
  headers,
  body: bodyOf(parameterOf(indication)),
});
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("a receiver of indications", () => {
  it("acknowledges an indication, then reads it", async () => {
    const read: CimInstance[] = [];
    const receiver = new IndicationReceiver((one) => void read.push(one));
    const answer = receiver.answer(requestOf(alert()));
    expect(answer.status).toBe(200);
    expect(answer.headers?.CIMExport).toBe("MethodResponse");
    expect(answer.body).toContain('<MESSAGE ID="42"');
    expect(answer.body).toContain('<EXPMETHODRESPONSE NAME="ExportIndication"></EXPMETHODRESPONSE>');
    expect(read).toEqual([]);
    await turn();
    expect(read.map(({ className }) => className)).toEqual(["CIM_AlertIndication"]);
  });

  it.each<[string, Partial<InboundRequest>, number, Record<string, string> | undefined]>([
    ["another method", { method: "GET" }, 405, { allow: "POST" }],
    ["JSON", { headers: { ...headers, "content-type": "application/json" } }, 406, {}],
    ["another encoding", { headers: { ...headers, "content-encoding": "gzip" } }, 406, {}],
    ["an operation", { headers: { ...headers, cimexport: "x" } }, 400, { CIMError: "unsupported-operation" }],
    ["a wrong header", { headers: { ...headers, cimexportmethod: "Other" } }, 400, { CIMError: "header-mismatch" }],
    ["broken XML", { body: Buffer.from("<CIM") }, 400, { CIMError: "request-not-well-formed" }],
    ["other XML", { body: Buffer.from("<HTML/>") }, 400, { CIMError: "request-not-valid" }],
    ["no body", { body: Buffer.alloc(0) }, 400, { CIMError: "request-not-well-formed" }],
    [
      "another version",
      { body: bodyOf("", "ExportIndication", 'CIMVERSION="3.0" DTDVERSION="2.0"') },
      400,
      { CIMError: "unsupported-cim-version" },
    ],
  ])("refuses %s", (_what, change, status, expected) => {
    const receiver = new IndicationReceiver(() => undefined);
    const answer = receiver.answer({ ...requestOf(alert()), ...change });
    expect(answer.status).toBe(status);
    expect(answer.headers).toEqual(expected);
  });

  it.each([
    ["an unknown export method", bodyOf("", "Other"), "Other", 7],
    ["no indication", bodyOf(""), "ExportIndication", 4],
    ["two indications", bodyOf(parameterOf(alert()).repeat(2)), "ExportIndication", 4],
    ["a class", bodyOf('<EXPPARAMVALUE NAME="NewIndication"/>'), "ExportIndication", 4],
  ])("answers %s with a CIM status", (_what, body, method, code) => {
    const receiver = new IndicationReceiver(() => undefined);
    const answer = receiver.answer({ method: "POST", headers: { ...headers, cimexportmethod: method }, body });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(`<ERROR CODE="${code}"`);
  });

  it("tells the sender when too many wait, and reads those that were taken in order", async () => {
    const read: (string | undefined)[] = [];
    const numberOf = (one: CimInstance) => String(one.properties.find(({ name }) => name === "SequenceNumber")?.value);
    const receiver = new IndicationReceiver((one) => void read.push(numberOf(one)), 2);
    const answers = [1n, 2n, 3n].map((number) => receiver.answer(requestOf(alert(number))).body);
    expect(answers[2]).toContain('<ERROR CODE="1"');
    await turn();
    expect(read).toEqual(["1", "2"]);
  });

  it("goes on after an indication that its reader could not read", async () => {
    const read: number[] = [];
    const receiver = new IndicationReceiver(() => {
      read.push(read.length);
      if (read.length === 1) throw new Error("unreadable");
    });
    receiver.answer(requestOf(alert(1n)));
    receiver.answer(requestOf(alert(2n)));
    await turn();
    expect(read).toEqual([0, 1]);
  });
});

describe("an indication as a notification", () => {
  it("says what, where, when and how bad", () => {
    expect(toNotification(alert())).toMatchObject({
      type: "alert",
      summary: "Drive 7 <fails>",
      objectUri: '/root/cimv2:CIM_DiskDrive.DeviceID="7"',
      occurredAt: new Date("2024-02-29T22:59:59.123Z"),
      details: expect.arrayContaining([{ label: "Severity", value: "Critical" }]),
    });
  });

  it.each<[string, string | null, string | null]>([
    ['/root/cimv2:CIM_DiskDrive.DeviceID="7"', "CIM_DiskDrive", "7"],
    [
      'root/cimv2:SBX_FCPort.CreationClassName="SBX_FCPort",DeviceID="fc4",SystemCreationClassName="S",SystemName="ARRAY1"',
      "SBX_FCPort",
      "fc4",
    ],
    ["the third fan from the left", null, null],
  ])("names what an alert is about: %s", (text, objectClass, objectName) => {
    const about = instance("CIM_AlertIndication", [property("AlertingManagedElement", "string", text)]);
    expect(toNotification(about)).toMatchObject({ objectUri: text, objectClass, objectName });
  });

  it("shows what has changed of an instance", () => {
    const before = instance("CIM_DiskDrive", [property("EnabledState", "uint16", 2), property("Name", "string", "d")]);
    const now = instance("CIM_DiskDrive", [property("EnabledState", "uint16", 3), property("Name", "string", "d")]);
    const indication = instance("CIM_InstModification", [
      property("SourceInstance", "string", now),
      property("PreviousInstance", "string", before),
    ]);
    expect(toNotification(indication)).toMatchObject({
      type: "property-change",
      objectClass: "CIM_DiskDrive",
      objectName: "d",
      changes: [{ property: "EnabledState", oldValue: "2", newValue: "3" }],
    });
  });

  it("knows what was delivered before and what was lost", () => {
    const sequence = new IndicationSequence();
    const judged = [5n, 6n, 6n, 9n, 8n].map((number) => sequence.judge(alert(number)));
    expect(judged).toEqual([
      { isRepeated: false, lost: 0 },
      { isRepeated: false, lost: 0 },
      { isRepeated: true, lost: 0 },
      { isRepeated: false, lost: 2 },
      { isRepeated: false, lost: 0 },
    ]);
    expect(sequence.judge(alert(1n, "another context"))).toEqual({ isRepeated: false, lost: 0 });
  });

  it("is handed over once, and a loss is told", async () => {
    const told: (DeviceNotification | string)[] = [];
    const answer = indicationReceiver({
      onNotification: (one) => told.push(one.type),
      onLoss: (text) => told.push(text),
      onEnd: () => undefined,
    });
    for (const number of [1n, 1n, 4n]) answer(requestOf(alert(number)));
    await turn();
    expect(told).toEqual(["alert", expect.stringContaining("2 indications"), "alert"]);
  });
});
