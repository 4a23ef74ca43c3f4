import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WbemClient } from "./client";
import type { WbemConnection } from "./connection";
import { wbemKind } from "./connector";
import type { FakeWbem } from "./fake";
import { instanceName } from "./model/builders";
import { intrinsicReply, scriptedExchange } from "./testing/answers";
import { targetOfWbem, WbemBench } from "./testing/test-wbem";

const bench = new WbemBench();
let wbem: FakeWbem;
let connection: WbemConnection;
beforeAll(async () => {
  wbem = await bench.start();
  connection = await wbemKind.signOn(targetOfWbem(wbem));
});
afterAll(async () => {
  connection.destroy();
  await bench.closeAll();
});

const pool = instanceName("SBX_StoragePool", { InstanceID: "SBX:ARRAY1:pool0" });

async function firstNameOf(className: string) {
  const [first] = await connection.operations.EnumerateInstanceNames(className);
  if (first === undefined) throw new Error(`There is no ${className}.`);
  return first;
}

describe("GetProperty and SetProperty", () => {
  it("read values of the declared type, and text without one", async () => {
    const { operations } = connection;
    const space = await operations.GetProperty(pool, "TotalManagedSpace", { type: "uint64" });
    expect(typeof space).toBe("bigint");
    expect(await operations.GetProperty(pool, "TotalManagedSpace")).toBe(String(space));
    expect(await operations.GetProperty(pool, "primordial", { type: "boolean" })).toBe(false);
    expect(await operations.GetProperty(pool, "OperationalStatus", { type: "uint16" })).toEqual([2]);
  });

  it("read references, embedded objects and NULL", async () => {
    const { operations } = connection;
    const association = await firstNameOf("CIM_HostedStoragePool");
    expect(await operations.GetProperty(association, "PartComponent")).toMatchObject({
      kind: "instance-name",
      className: "SBX_StoragePool",
    });
    const generated = await firstNameOf("SBX_Generated");
    expect(await operations.GetProperty(generated, "Nothing")).toBeNull();
    const embedded = intrinsicReply(
      "GetProperty",
      '<IRETURNVALUE><VALUE.ARRAY><VALUE>&lt;INSTANCE CLASSNAME="E"/&gt;</VALUE><VALUE.NULL/></VALUE.ARRAY></IRETURNVALUE>',
    );
    const client = new WbemClient({ exchange: scriptedExchange(embedded).exchange });
    expect(await client.GetProperty(pool, "Errors", { embeddedObject: "instance" })).toMatchObject([
      { kind: "instance", className: "E" },
      null,
    ]);
  });

  it("set a value and NULL, and refuse a number without a type before anything is sent", async () => {
    const { operations } = connection;
    await operations.SetProperty(pool, "ElementName", { type: null, value: "A <new> name" });
    expect(await operations.GetProperty(pool, "ElementName")).toBe("A <new> name");
    await operations.SetProperty(pool, "LowSpaceWarningThreshold", { type: "uint16", value: 7 });
    expect(await operations.GetProperty(pool, "LowSpaceWarningThreshold", { type: "uint16" })).toBe(7);
    await operations.SetProperty(pool, "LowSpaceWarningThreshold", { type: "uint16", value: null });
    expect(await operations.GetProperty(pool, "LowSpaceWarningThreshold")).toBeNull();
    const before = wbem.count("SetProperty");
    await expect(operations.SetProperty(pool, "SpaceLimit", { type: null, value: 1 })).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ path: "NewValue" }],
    });
    expect(wbem.count("SetProperty")).toBe(before);
    await expect(operations.GetProperty(pool, "Colour")).rejects.toMatchObject({ cimStatus: 12 });
    await expect(operations.SetProperty(pool, "InstanceID", { type: "string", value: "other" })).rejects.toMatchObject({
      cimStatus: 4,
    });
  });
});

describe("EnumerationCount", () => {
  it("tells what is still to come, and that an enumeration is closed", async () => {
    const { operations } = connection;
    const { context } = await operations.OpenEnumerateInstancePaths("SBX_Generated", { MaxObjectCount: 30 });
    if (context === null) throw new Error("The enumeration is over.");
    expect(await operations.EnumerationCount(context)).toBe(70n);
    await operations.CloseEnumeration(context);
    await expect(operations.EnumerationCount(context)).rejects.toMatchObject({ cimStatus: 21 });
  });

  it("is null where the server does not tell, and fails where it returns no number", async () => {
    const { exchange } = scriptedExchange(
      intrinsicReply("EnumerationCount", ""),
      intrinsicReply("EnumerationCount", "<IRETURNVALUE><VALUE>many</VALUE></IRETURNVALUE>", "1002"),
    );
    const client = new WbemClient({ exchange });
    const open = { context: "1", namespace: "root/cimv2" };
    expect(await client.EnumerationCount(open)).toBeNull();
    await expect(client.EnumerationCount(open)).rejects.toMatchObject({ family: "cim-xml-parse", excerpt: "many" });
  });
});
