import { describe, expect, it } from "vitest";
import { WbemClient } from "../client";
import { CimStatusError } from "../errors";
import type { CimParameterValue } from "../model/objects";
import type { ToleratedDeviation } from "../operations";
import { type AnswerOptions, answerOf, intrinsicReply, methodReply, scriptedExchange } from "../testing/answers";

const target = { kind: "class-name", className: "C", namespace: "root/cimv2", host: null } as const;

async function enumerate(content: string, options?: AnswerOptions) {
  const body = intrinsicReply("EnumerateInstances", content);
  const notes: ToleratedDeviation[] = [];
  const client = new WbemClient({ exchange: scriptedExchange(answerOf(body, options)).exchange });
  const instances = await client.EnumerateInstances("C", { onTolerated: (note) => notes.push(note) });
  return { instances, notes, codes: notes.map(({ code }) => code) };
}

function instances(keys: string, properties: string): string {
  return `<IRETURNVALUE><VALUE.NAMEDINSTANCE><INSTANCENAME CLASSNAME="C">${keys}</INSTANCENAME><INSTANCE CLASSNAME="C" xml:lang="en">${properties}</INSTANCE></VALUE.NAMEDINSTANCE></IRETURNVALUE>`;
}

const key = '<KEYBINDING NAME="K"><KEYVALUE VALUETYPE="string" TYPE="string">1</KEYVALUE></KEYBINDING>';

async function invoke(content: string) {
  const notes: ToleratedDeviation[] = [];
  const client = new WbemClient({ exchange: scriptedExchange(methodReply("Run", content)).exchange });
  const result = await client.InvokeMethod("Run", target, [], { onTolerated: (note) => notes.push(note) });
  return { ...result, codes: notes.map(({ code }) => code) };
}

function outputOf(parameters: readonly CimParameterValue[], name: string) {
  return parameters.find((parameter) => parameter.name === name)?.value;
}

describe("deviations of real servers (reference, section 16)", () => {
  it("reads keys whose type is missing or empty, and says so once with their number", async () => {
    const keys = [
      '<KEYBINDING NAME="A"><KEYVALUE>text</KEYVALUE></KEYBINDING>',
      '<KEYBINDING NAME="B"><KEYVALUE VALUETYPE="numeric" TYPE="">0x1F</KEYVALUE></KEYBINDING>',
      '<KEYBINDING NAME="C"><KEYVALUE VALUETYPE="numeric">18446744073709551615</KEYVALUE></KEYBINDING>',
      '<KEYBINDING NAME="D"><KEYVALUE VALUETYPE="boolean">true</KEYVALUE></KEYBINDING>',
    ].join("");
    const read = await enumerate(instances(keys, ""));
    expect(read.instances[0]?.path?.keyBindings).toEqual([
      { name: "A", type: null, value: "text" },
      { name: "B", type: null, value: 31 },
      { name: "C", type: null, value: 18446744073709551615n },
      { name: "D", type: "boolean", value: true },
    ]);
    expect(read.notes).toMatchObject([{ code: "key-without-type", count: 4 }]);
  });

  it("takes the path of a class for a key, and sends it back", async () => {
    const reference =
      '<VALUE.REFERENCE><LOCALCLASSPATH><LOCALNAMESPACEPATH><NAMESPACE NAME="root"/></LOCALNAMESPACEPATH><CLASSNAME NAME="CIM_Foo"/></LOCALCLASSPATH></VALUE.REFERENCE>';
    const read = await enumerate(instances(`<KEYBINDING NAME="R">${reference}</KEYBINDING>`, ""));
    const path = read.instances[0]?.path;
    expect(path?.keyBindings).toMatchObject([{ type: "reference", value: { kind: "class-name", namespace: "root" } }]);
    expect(read.codes).toEqual([]);
    const script = scriptedExchange(intrinsicReply("DeleteInstance", ""));
    if (path === undefined || path === null) throw new Error("There is no path.");
    await new WbemClient({ exchange: script.exchange }).DeleteInstance(path);
    expect(script.requests[0]?.body).toContain(reference);
  });

  it("sends back a key of unknown type without a type", async () => {
    const read = await enumerate(
      instances('<KEYBINDING NAME="N"><KEYVALUE VALUETYPE="numeric">5</KEYVALUE></KEYBINDING>', ""),
    );
    const path = read.instances[0]?.path;
    const script = scriptedExchange(intrinsicReply("DeleteInstance", ""));
    if (path === undefined || path === null) throw new Error("There is no path.");
    await new WbemClient({ exchange: script.exchange }).DeleteInstance(path);
    expect(script.requests[0]?.body).toContain('<KEYVALUE VALUETYPE="numeric">5</KEYVALUE>');
  });

  it.each([
    ["an unnamed key", instances("<KEYVALUE TYPE='string'>x</KEYVALUE>", ""), "key-without-name"],
    ["a path without keys", instances("", ""), "path-without-keys"],
    ["an unknown attribute", instances(key, '<PROPERTY NAME="P" TYPE="string" COLOR="red"/>'), "unknown-attribute"],
    ["an unknown element", instances(key, "<VENDOR><DEEP>x</DEEP></VENDOR>"), "unknown-element"],
    ["text between elements", instances(key, "surprise"), "unexpected-text"],
    ["an empty boolean", instances(key, '<PROPERTY NAME="P" TYPE="boolean"><VALUE/></PROPERTY>'), "empty-boolean"],
    [
      "a datetime that does not exist",
      instances(key, '<PROPERTY NAME="P" TYPE="datetime"><VALUE>never</VALUE></PROPERTY>'),
      "invalid-datetime",
    ],
    ["a strange PROPAGATED", instances(key, '<PROPERTY NAME="P" TYPE="string" PROPAGATED="?"/>'), "boolean-attribute"],
  ])("tolerates %s with a note", async (_name, content, code) => {
    const read = await enumerate(content);
    expect(read.codes).toEqual([code]);
    expect(read.instances).toHaveLength(1);
  });

  it("tolerates another message id, missing headers and another declared encoding with notes", async () => {
    const body = intrinsicReply("EnumerateInstances", "", "77").replace('encoding="utf-8"', 'encoding="ISO-8859-1"');
    const notes: string[] = [];
    const client = new WbemClient({ exchange: scriptedExchange(answerOf(body, { headers: {} })).exchange });
    await client.EnumerateInstances("C", { onTolerated: ({ code }) => notes.push(code) });
    expect(notes.toSorted()).toEqual(["encoding", "message-id", "no-cim-header"]);
  });

  it("takes no IRETURNVALUE and an empty one alike, and lower-case booleans and white space without a word", async () => {
    expect((await enumerate("")).instances).toEqual([]);
    expect((await enumerate("<IRETURNVALUE/>")).instances).toEqual([]);
    const property = '<PROPERTY NAME="P" TYPE="boolean"><VALUE> true\n</VALUE></PROPERTY>';
    const read = await enumerate(instances(key, property));
    expect([read.instances[0]?.properties[0]?.value, read.codes]).toEqual([true, []]);
  });

  it("reads an embedded object under both spellings of its attribute, with a declaration before it", async () => {
    const embedded = '&lt;?xml version="1.0"?&gt;\n&lt;INSTANCE CLASSNAME="E"/&gt;';
    const property = `<PROPERTY NAME="P" TYPE="string" EmbeddedObject="instance" EMBEDDEDOBJECT="instance"><VALUE> ${embedded}</VALUE></PROPERTY>`;
    const read = await enumerate(instances(key, property));
    expect(read.instances[0]?.properties[0]).toMatchObject({
      embeddedObject: "instance",
      value: { kind: "instance", className: "E" },
    });
    expect(read.codes).toEqual([]);
  });

  it("tells what the instances of a refusal say: message, id and what to do", async () => {
    const property = (name: string, value: string) =>
      `<PROPERTY NAME="${name}" TYPE="string"><VALUE>${value}</VALUE></PROPERTY>`;
    const actions =
      '<PROPERTY.ARRAY NAME="RecommendedActions" TYPE="string"><VALUE.ARRAY><VALUE>Add a disk.</VALUE><VALUE.NULL/></VALUE.ARRAY></PROPERTY.ARRAY>';
    const instance = (...properties: string[]) => `<INSTANCE CLASSNAME="CIM_Error">${properties.join("")}</INSTANCE>`;
    const error = `<ERROR CODE="1" DESCRIPTION="No space left.">${instance(property("Message", "No space left."), property("MessageID", "17"), property("OwningEntity", "SNIA"), actions)}${instance(property("Message", "Pool 3 is full."))}</ERROR>`;
    await expect(enumerate(error)).rejects.toMatchObject({
      description: "No space left.",
      device: { reason: 1, message: "No space left. (SNIA 17) Recommended: Add a disk. Pool 3 is full." },
    });
  });

  it("shows the instances of a refusal, and survives those that cannot be read", async () => {
    const error = '<ERROR CODE="1"><INSTANCE CLASSNAME="CIM_Error"/><INSTANCE/></ERROR>';
    const refusal: unknown = await enumerate(error).catch((reason: unknown) => reason);
    expect(refusal).toBeInstanceOf(CimStatusError);
    expect(refusal).toMatchObject({
      cimStatus: 1,
      cimStatusName: "CIM_ERR_FAILED",
      instances: [{ className: "CIM_Error" }],
    });
  });

  it.each(["0", "4711", "none"])("does not stumble over status code %s", async (code) => {
    await expect(enumerate(`<ERROR CODE="${code}" DESCRIPTION="odd"/>`)).rejects.toMatchObject({
      family: "cim",
      description: "odd",
    });
  });

  it("believes the trailers of an answer that failed while it was sent", async () => {
    const trailers = { cimstatuscode: "27", cimstatuscodedescription: "too%20much" };
    await expect(enumerate(instances(key, ""), { trailers })).rejects.toMatchObject({
      cimStatus: 27,
      code: "device_busy",
      description: "too much",
    });
  });
});

describe("what the reference client gets wrong (reference, section 17)", () => {
  it("keeps FALSE false in output parameters and return values", async () => {
    const { returnValue, outputParameters } = await invoke(
      '<RETURNVALUE PARAMTYPE="boolean"><VALUE>FALSE</VALUE></RETURNVALUE><PARAMVALUE NAME="B" PARAMTYPE="boolean"><VALUE>false</VALUE></PARAMVALUE>',
    );
    expect([returnValue, outputOf(outputParameters, "B")]).toEqual([false, false]);
  });

  it("reads a return value without a type: digits as a number, other text as it is", async () => {
    const digits = await invoke("<RETURNVALUE><VALUE>4096</VALUE></RETURNVALUE>");
    expect([digits.returnValue, digits.codes]).toEqual([4096, ["parameter-without-type"]]);
    expect((await invoke("<RETURNVALUE><VALUE>done</VALUE></RETURNVALUE>")).returnValue).toBe("done");
    expect((await invoke("<RETURNVALUE><VALUE>0042</VALUE></RETURNVALUE>")).returnValue).toBe("0042");
    expect((await invoke("")).returnValue).toBeNull();
  });

  it("reads hexadecimal numbers, TYPE for PARAMTYPE, and parameters before the return value", async () => {
    const read = await invoke(
      '<PARAMVALUE NAME="H" TYPE="uint16"><VALUE>0xFF</VALUE></PARAMVALUE><RETURNVALUE PARAMTYPE="uint32"><VALUE>0</VALUE></RETURNVALUE>',
    );
    expect([read.returnValue, outputOf(read.outputParameters, "H"), read.codes]).toEqual([
      0,
      255,
      ["parameter-type-attribute"],
    ]);
  });

  it("reads NULL items of arrays of any type", async () => {
    const property =
      '<PROPERTY.ARRAY NAME="P" TYPE="uint8"><VALUE.ARRAY><VALUE>1</VALUE><VALUE.NULL/></VALUE.ARRAY></PROPERTY.ARRAY>';
    expect((await enumerate(instances(key, property))).instances[0]?.properties[0]?.value).toEqual([1, null]);
  });

  it("reads an instance that stands directly in an output parameter", async () => {
    const { outputParameters } = await invoke(
      '<PARAMVALUE NAME="I" PARAMTYPE="string" EmbeddedObject="instance"><INSTANCE CLASSNAME="E"/></PARAMVALUE>',
    );
    expect(outputParameters[0]).toMatchObject({
      type: "string",
      embeddedObject: "instance",
      value: { className: "E" },
    });
  });

  it("reads references, arrays of references and empty parameters", async () => {
    const reference = '<VALUE.REFERENCE><INSTANCENAME CLASSNAME="J"/></VALUE.REFERENCE>';
    const { outputParameters } = await invoke(
      `<PARAMVALUE NAME="Job" PARAMTYPE="reference">${reference}</PARAMVALUE><PARAMVALUE NAME="All" PARAMTYPE="reference"><VALUE.REFARRAY>${reference}<VALUE.NULL/></VALUE.REFARRAY></PARAMVALUE><PARAMVALUE NAME="None"/>`,
    );
    expect(outputParameters).toMatchObject([
      { type: "reference", value: { className: "J" } },
      { type: "reference", isArray: true, value: [{ className: "J" }, null] },
      { name: "None", type: null, value: null },
    ]);
  });
});
