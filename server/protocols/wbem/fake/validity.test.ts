import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WbemBench } from "../testing/test-wbem";
import { operationNames } from "./dispatcher";
import { findInvalidity } from "./dtd";
import type { FakeWbem } from "./fake-wbem";
import { makeError } from "./methods";
import { callRaw, className, elementsOf, instanceName, invokeRaw, type RawParameters, textOf } from "./raw-call";
import { readXml } from "./xml-reader";

const bench = new WbemBench();
let wbem: FakeWbem;
beforeAll(async () => {
  wbem = await bench.start();
});
afterAll(() => bench.closeAll());

const pool = instanceName("SBX_StoragePool", { InstanceID: "SBX:ARRAY1:pool0" });
const ofPool = className("CIM_StoragePool");
const query = { FilterQueryLanguage: "DMTF:CQL", FilterQuery: "SELECT * FROM CIM_StoragePool" };
const firmware =
  '<INSTANCE CLASSNAME="SBX_Firmware"><PROPERTY NAME="InstanceID" TYPE="string"><VALUE>new</VALUE></PROPERTY></INSTANCE>';
const made = instanceName("SBX_Firmware", { InstanceID: "new" });

/** Opens an enumeration and takes nothing. */
async function contextOf(operation: string, parameters: RawParameters): Promise<string> {
  const root = (await callRaw(wbem, operation, parameters)).root();
  return textOf(root, "EnumerationContext") ?? "";
}

async function pulled(operation: string, parameters: RawParameters): Promise<RawParameters> {
  return { EnumerationContext: await contextOf(operation, parameters), MaxObjectCount: 1 };
}

describe("answers are as the DTD says", () => {
  it.each<[string, RawParameters, string]>([
    ["GetClass", { ClassName: className("SBX_StorageSystem"), LocalOnly: false, IncludeClassOrigin: true }, "CLASS"],
    ["GetClass", { ClassName: className("SBX_DiagnosticService"), LocalOnly: false }, "CLASS"],
    ["EnumerateClasses", { DeepInheritance: true, LocalOnly: false, IncludeClassOrigin: true }, "CLASS"],
    ["EnumerateClassNames", { DeepInheritance: true }, "CLASSNAME"],
    ["GetInstance", { InstanceName: pool }, "INSTANCE"],
    ["EnumerateInstances", { ClassName: className("CIM_System"), IncludeClassOrigin: true }, "VALUE.NAMEDINSTANCE"],
    ["EnumerateInstances", { ClassName: className("CIM_SystemDevice") }, "VALUE.NAMEDINSTANCE"],
    ["EnumerateInstances", { ClassName: className("SBX_Generated") }, "VALUE.NAMEDINSTANCE"],
    ["EnumerateInstanceNames", { ClassName: className("CIM_ManagedElement") }, "INSTANCENAME"],
    ["Associators", { ObjectName: pool }, "VALUE.OBJECTWITHPATH"],
    ["AssociatorNames", { ObjectName: pool }, "OBJECTPATH"],
    ["References", { ObjectName: pool }, "VALUE.OBJECTWITHPATH"],
    ["ReferenceNames", { ObjectName: pool }, "OBJECTPATH"],
    ["Associators", { ObjectName: ofPool, IncludeQualifiers: true }, "VALUE.OBJECTWITHPATH"],
    ["AssociatorNames", { ObjectName: ofPool }, "OBJECTPATH"],
    ["References", { ObjectName: ofPool }, "VALUE.OBJECTWITHPATH"],
    ["ReferenceNames", { ObjectName: ofPool }, "OBJECTPATH"],
    ["ExecQuery", { QueryLanguage: "WQL", Query: "SELECT * FROM CIM_StoragePool" }, "VALUE.OBJECTWITHPATH"],
    ["ExecQuery", { QueryLanguage: "DMTF:CQL", Query: "SELECT PoolID FROM CIM_StoragePool" }, "VALUE.OBJECT"],
    ["GetProperty", { InstanceName: pool, PropertyName: "TotalManagedSpace" }, "VALUE"],
    ["GetQualifier", { QualifierName: "key" }, "QUALIFIER.DECLARATION"],
    ["EnumerateQualifiers", {}, "QUALIFIER.DECLARATION"],
    ["OpenEnumerateInstances", { ClassName: ofPool, MaxObjectCount: 1 }, "VALUE.INSTANCEWITHPATH"],
    ["OpenEnumerateInstancePaths", { ClassName: ofPool, MaxObjectCount: 1 }, "INSTANCEPATH"],
    ["OpenReferenceInstances", { InstanceName: pool, MaxObjectCount: 1 }, "VALUE.INSTANCEWITHPATH"],
    ["OpenReferenceInstancePaths", { InstanceName: pool, MaxObjectCount: 1 }, "INSTANCEPATH"],
    ["OpenAssociatorInstances", { InstanceName: pool, MaxObjectCount: 1 }, "VALUE.INSTANCEWITHPATH"],
    ["OpenAssociatorInstancePaths", { InstanceName: pool, MaxObjectCount: 1 }, "INSTANCEPATH"],
  ])("%s with %o", async (operation, parameters, element) => {
    const answer = await callRaw(wbem, operation, parameters);
    expect(answer.status).toBe(200);
    const root = answer.root();
    expect(findInvalidity(root)).toBeNull();
    const [result] = elementsOf(root, "IRETURNVALUE");
    expect(result?.children.length).toBeGreaterThan(0);
    expect(result?.children.every(({ name }) => name === element)).toBe(true);
  });

  it.each<[string, () => Promise<RawParameters>]>([
    ["PullInstancesWithPath", async () => pulled("OpenEnumerateInstances", { ClassName: ofPool })],
    ["PullInstancePaths", async () => pulled("OpenReferenceInstancePaths", { InstanceName: pool })],
    ["PullInstances", async () => pulled("OpenQueryInstances", query)],
    ["OpenQueryInstances", async () => ({ ...query, ReturnQueryResultClass: true })],
    ["EnumerationCount", async () => ({ EnumerationContext: await contextOf("OpenQueryInstances", query) })],
    ["CloseEnumeration", async () => ({ EnumerationContext: await contextOf("OpenQueryInstances", query) })],
    ["CreateInstance", async () => ({ NewInstance: firmware })],
    [
      "ModifyInstance",
      async () => ({ ModifiedInstance: `<VALUE.NAMEDINSTANCE>${made}${firmware}</VALUE.NAMEDINSTANCE>` }),
    ],
    ["SetProperty", async () => ({ InstanceName: made, PropertyName: "Manufacturer", NewValue: "M" })],
    ["DeleteInstance", async () => ({ InstanceName: made })],
    ["CreateClass", async () => ({ NewClass: '<CLASS NAME="X_New"/>' })],
    ["ModifyClass", async () => ({ ModifiedClass: '<CLASS NAME="X_New"/>' })],
    ["DeleteClass", async () => ({ ClassName: className("X_New") })],
    [
      "SetQualifier",
      async () => ({
        QualifierDeclaration:
          '<QUALIFIER.DECLARATION NAME="New" TYPE="string" ISARRAY="false"><SCOPE CLASS="true"/></QUALIFIER.DECLARATION>',
      }),
    ],
    ["DeleteQualifier", async () => ({ QualifierName: "New" })],
  ])("%s", async (operation, parameters) => {
    const answer = await callRaw(wbem, operation, await parameters());
    const root = answer.root();
    expect(findInvalidity(root)).toBeNull();
    expect(elementsOf(root, "ERROR")).toEqual([]);
  });

  it("refusals with instances too", async () => {
    const instances = [makeError({ namespace: wbem.repository.getNamespace("root/cimv2") }, "No space left")];
    wbem.faults.add({ kind: "status", code: 1, description: 'Out of "space" & <time>', instances });
    const root = (await callRaw(wbem, "GetInstance", { InstanceName: pool })).root();
    expect(findInvalidity(root)).toBeNull();
    expect(elementsOf(root, "ERROR")[0]?.children).toHaveLength(1);
  });

  it("of every operation that there is", () => {
    const asked = new Set(wbem.requests.map(({ operation }) => operation));
    expect(operationNames.filter((name) => !asked.has(name))).toEqual([]);
  });

  it("embedded objects too", async () => {
    const answer = await callRaw(wbem, "EnumerateInstances", { ClassName: className("SBX_StorageSystem") });
    const arrays = elementsOf(answer.root(), "PROPERTY.ARRAY");
    const errors = arrays.find(({ attributes }) => attributes.get("EmbeddedObject") === "instance");
    const [error] = errors === undefined ? [] : elementsOf(errors, "VALUE");
    const embedded = readXml(error?.text ?? "");
    expect(findInvalidity(embedded)).toBeNull();
    expect(embedded.attributes.get("CLASSNAME")).toBe("CIM_Error");
  });

  it("results of methods too", async () => {
    const service = instanceName("SBX_DiagnosticService", {
      SystemCreationClassName: "SBX_StorageSystem",
      SystemName: "ARRAY1",
      CreationClassName: "SBX_DiagnosticService",
      Name: "DiagnosticService",
    });
    const parameters = [
      '<PARAMVALUE NAME="Flag" PARAMTYPE="boolean"><VALUE>FALSE</VALUE></PARAMVALUE>',
      '<PARAMVALUE NAME="Numbers" PARAMTYPE="sint32"><VALUE.ARRAY><VALUE>-1</VALUE><VALUE.NULL/></VALUE.ARRAY></PARAMVALUE>',
      `<PARAMVALUE NAME="Target" PARAMTYPE="reference"><VALUE.REFERENCE>${pool}</VALUE.REFERENCE></PARAMVALUE>`,
      '<PARAMVALUE NAME="Setting" PARAMTYPE="string" EmbeddedObject="instance"><VALUE>&lt;INSTANCE CLASSNAME="CIM_StorageSetting"/&gt;</VALUE></PARAMVALUE>',
    ].join("");
    const root = (await invokeRaw(wbem, "Echo", service, parameters)).root();
    expect(findInvalidity(root)).toBeNull();
    const outputs = elementsOf(root, "PARAMVALUE").map(({ attributes }) => attributes.get("NAME"));
    expect(outputs).toEqual(["OutFlag", "OutNumbers", "OutTarget", "OutSetting"]);
  });

  it("unless a deviation is wanted", async () => {
    wbem.quirks.keyTypes = "none";
    const root = (await callRaw(wbem, "EnumerateInstanceNames", { ClassName: ofPool })).root();
    expect(findInvalidity(root)).toBe("KEYVALUE lacks its attribute TYPE.");
  });
});
