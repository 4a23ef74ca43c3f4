import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTestWbem, WbemBench } from "../testing/test-wbem";
import type { FakeWbem } from "./fake-wbem";
import { callRaw, className, elementsOf, errorCodeOf, instanceName, type RawParameters, textOf } from "./raw-call";

const bench = new WbemBench();
afterEach(() => bench.closeAll());
/** For what changes nothing. */
let shared: FakeWbem;
beforeAll(async () => {
  shared = await startTestWbem();
});
afterAll(() => shared.close());

const pool = (id: string) => instanceName("SBX_StoragePool", { InstanceID: id });
const pool0 = pool("SBX:ARRAY1:pool0");
const system = instanceName("SBX_StorageSystem", { CreationClassName: "SBX_StorageSystem", Name: "ARRAY1" });
const property = (name: string, value: string, type = "string") =>
  `<PROPERTY NAME="${name}" TYPE="${type}"><VALUE>${value}</VALUE></PROPERTY>`;
const instance = (of: string, ...properties: string[]) =>
  `<INSTANCE CLASSNAME="${of}">${properties.join("")}</INSTANCE>`;
const named = (name: string, of: string, ...properties: string[]) =>
  `<VALUE.NAMEDINSTANCE>${name}${instance(of, ...properties)}</VALUE.NAMEDINSTANCE>`;
const firmware = (id: string, ...properties: string[]) =>
  instance("SBX_Firmware", property("InstanceID", id), ...properties);
const newClass = (name: string, above = "", content = "") =>
  `<CLASS NAME="${name}"${above === "" ? "" : ` SUPERCLASS="${above}"`}>${content}</CLASS>`;
const nobody = className("CIM_Nobody");

describe("refusals by status code", () => {
  it.each<[number, string, RawParameters]>([
    [7, "MakeCoffee", {}],
    [4, "EnumerateClassNames", { Unknown: "x" }],
    [4, "GetClass", {}],
    [4, "GetInstance", { InstanceName: pool0, INSTANCENAME: pool0 }],
    [4, "EnumerateInstances", { ClassName: className("CIM_System"), DeepInheritance: "maybe" }],
    [6, "GetClass", { ClassName: nobody }],
    [6, "DeleteClass", { ClassName: nobody }],
    [6, "ModifyClass", { ModifiedClass: newClass("CIM_Nobody") }],
    [6, "GetQualifier", { QualifierName: "Nothing" }],
    [6, "DeleteQualifier", { QualifierName: "Nothing" }],
    [5, "EnumerateClasses", { ClassName: nobody }],
    [5, "EnumerateClassNames", { ClassName: nobody }],
    [5, "EnumerateInstances", { ClassName: nobody }],
    [5, "EnumerateInstanceNames", { ClassName: nobody }],
    [5, "OpenEnumerateInstances", { ClassName: nobody }],
    [5, "GetInstance", { InstanceName: instanceName("CIM_Nobody", {}) }],
    [6, "GetInstance", { InstanceName: pool("nothing") }],
    [5, "DeleteInstance", { InstanceName: instanceName("CIM_Nobody", {}) }],
    [6, "DeleteInstance", { InstanceName: pool("nothing") }],
    [5, "ModifyInstance", { ModifiedInstance: named(instanceName("CIM_Nobody", {}), "CIM_Nobody") }],
    [6, "ModifyInstance", { ModifiedInstance: named(pool("nothing"), "SBX_StoragePool") }],
    [5, "CreateInstance", { NewInstance: instance("CIM_Nobody") }],
    [4, "CreateInstance", { NewInstance: instance("SBX_Firmware") }],
    [11, "CreateInstance", { NewInstance: firmware("SBX:ARRAY1-A-8.6.0.3") }],
    [12, "CreateInstance", { NewInstance: firmware("new", property("Flavour", "sweet")) }],
    [13, "CreateInstance", { NewInstance: firmware("new", property("MajorVersion", "1", "string")) }],
    [13, "CreateInstance", { NewInstance: firmware("new", property("MajorVersion", "65536", "uint16")) }],
    [1, "CreateInstance", { NewInstance: instance("CIM_LogicalDevice") }],
    [4, "ModifyInstance", { ModifiedInstance: named(pool0, "SBX_StoragePool", property("InstanceID", "other")) }],
    [12, "ModifyInstance", { ModifiedInstance: named(pool0, "SBX_StoragePool", property("Colour", "red")) }],
    [12, "ModifyInstance", { ModifiedInstance: named(pool0, "SBX_StoragePool"), PropertyList: ["Colour"] }],
    [11, "CreateClass", { NewClass: newClass("cim_system") }],
    [10, "CreateClass", { NewClass: newClass("X_New", "CIM_Nobody") }],
    [
      1,
      "CreateClass",
      {
        NewClass: newClass(
          "X_New",
          "",
          '<PROPERTY NAME="A" TYPE="string"><QUALIFIER NAME="Key" TYPE="boolean" OVERRIDABLE="true"><VALUE>TRUE</VALUE></QUALIFIER></PROPERTY>',
        ),
      },
    ],
    [10, "ModifyClass", { ModifiedClass: newClass("SBX_Firmware", "CIM_System") }],
    [8, "DeleteClass", { ClassName: className("CIM_System") }],
    [9, "DeleteClass", { ClassName: className("SBX_Firmware") }],
    [4, "Associators", { ObjectName: nobody }],
    [4, "References", { ObjectName: pool0, ResultClass: nobody }],
    [4, "Associators", { ObjectName: pool0, AssocClass: nobody }],
    [6, "AssociatorNames", { ObjectName: pool("nothing") }],
    [14, "ExecQuery", { QueryLanguage: "SQL", Query: "SELECT * FROM CIM_System" }],
    [15, "ExecQuery", { QueryLanguage: "WQL", Query: "SELECT FROM" }],
    [15, "ExecQuery", { QueryLanguage: "WQL", Query: "SELECT * FROM CIM_Nobody" }],
    [21, "PullInstancesWithPath", { EnumerationContext: "nothing", MaxObjectCount: 1 }],
    [21, "CloseEnumeration", { EnumerationContext: "nothing" }],
    [22, "OpenEnumerateInstances", { ClassName: className("CIM_System"), OperationTimeout: 4_000 }],
    [22, "OpenEnumerateInstances", { ClassName: className("CIM_System"), OperationTimeout: 0 }],
    [
      14,
      "OpenEnumerateInstances",
      { ClassName: className("CIM_System"), FilterQuery: "A = 1", FilterQueryLanguage: "WQL" },
    ],
    [26, "OpenEnumerateInstances", { ClassName: className("CIM_System"), ContinueOnError: true }],
    [4, "OpenEnumerateInstances", { ClassName: className("CIM_System"), LocalOnly: false }],
  ])("%i for %s %o", async (code, operation, parameters) => {
    const answer = await callRaw(shared, operation, parameters);
    expect(answer.status).toBe(200);
    expect(errorCodeOf(answer)).toBe(code);
  });

  it("3 for a namespace that does not exist, whatever the operation", async () => {
    for (const operation of ["GetClass", "EnumerateQualifiers", "MakeCoffee"]) {
      expect(errorCodeOf(await callRaw(shared, operation, {}, { namespace: "root/nowhere" }))).toBe(3);
    }
  });

  it("25 where filters are not supported, 27 where too many enumerations are open", async () => {
    const wbem = await bench.start({ supportsFilters: false, mostSessions: 1 });
    const filtered = { ClassName: className("CIM_System"), FilterQuery: "A = 1", FilterQueryLanguage: "DMTF:FQL" };
    expect(errorCodeOf(await callRaw(wbem, "OpenEnumerateInstances", filtered))).toBe(25);
    const open = { ClassName: className("CIM_System") };
    expect(errorCodeOf(await callRaw(wbem, "OpenEnumerateInstances", open))).toBeNull();
    expect(errorCodeOf(await callRaw(wbem, "OpenEnumerateInstances", open))).toBe(27);
  });
});

describe("classes", () => {
  it("know what they declare themselves, what comes from above, and where it was declared first", async () => {
    const get = async (parameters: RawParameters) => {
      const root = (
        await callRaw(shared, "GetClass", { ClassName: className("cim_storagepool"), ...parameters })
      ).root();
      return elementsOf(root, "PROPERTY");
    };
    const local = await get({});
    expect(local.map(({ attributes }) => attributes.get("NAME"))).toEqual([
      "InstanceID",
      "PoolID",
      "Primordial",
      "TotalManagedSpace",
      "RemainingManagedSpace",
      "SpaceLimit",
      "LowSpaceWarningThreshold",
    ]);
    const all = await get({ LocalOnly: false, IncludeClassOrigin: true });
    const origins = all.map(({ attributes }) => [
      attributes.get("NAME"),
      attributes.get("CLASSORIGIN"),
      attributes.get("PROPAGATED"),
    ]);
    expect(origins).toContainEqual(["Caption", "CIM_ManagedElement", "true"]);
    expect(origins).toContainEqual(["InstanceID", "CIM_ManagedElement", "false"]);
    expect(await get({ LocalOnly: false, PropertyList: ["poolid", "nothing"] })).toHaveLength(1);
    expect(await get({ LocalOnly: false, IncludeQualifiers: false, PropertyList: ["PoolID"] })).toMatchObject([
      { children: [] },
    ]);
  });

  it("pass qualifiers down as their flavors say", async () => {
    const wbem = await bench.start();
    const root = (await callRaw(wbem, "GetClass", { ClassName: className("SBX_SystemDevice") })).root();
    expect(elementsOf(root, "ERROR")).toHaveLength(1);
    await callRaw(wbem, "CreateClass", { NewClass: newClass("SBX_SystemDevice", "CIM_SystemDevice") });
    const made = (
      await callRaw(wbem, "GetClass", { ClassName: className("SBX_SystemDevice"), LocalOnly: false })
    ).root();
    const own = elementsOf(made, "CLASS")[0]?.children.filter(({ name }) => name === "QUALIFIER") ?? [];
    const names = own.map(({ attributes }) => attributes.get("NAME"));
    expect(names).toContain("Association");
    expect(names).not.toContain("Version");
  });

  it("are made, changed and deleted", async () => {
    const wbem = await bench.start();
    const content = '<PROPERTY NAME="Colour" TYPE="string"></PROPERTY>';
    await callRaw(wbem, "CreateClass", { NewClass: newClass("X_New", "CIM_ManagedElement", content) });
    const changed = newClass("X_New", "CIM_ManagedElement", '<PROPERTY NAME="Size" TYPE="uint8"></PROPERTY>');
    expect(errorCodeOf(await callRaw(wbem, "ModifyClass", { ModifiedClass: changed }))).toBeNull();
    const got = (await callRaw(wbem, "GetClass", { ClassName: className("X_New") })).root();
    expect(elementsOf(got, "PROPERTY").map(({ attributes }) => attributes.get("NAME"))).toEqual(["Size"]);
    expect(errorCodeOf(await callRaw(wbem, "DeleteClass", { ClassName: className("X_New") }))).toBeNull();
    expect(errorCodeOf(await callRaw(wbem, "GetClass", { ClassName: className("X_New") }))).toBe(6);
  });
});

describe("instances", () => {
  it("of a class include those of the classes below, with the properties that were asked for", async () => {
    const all = (await callRaw(shared, "EnumerateInstances", { ClassName: className("CIM_StorageVolume") })).root();
    expect(elementsOf(all, "INSTANCE")).toHaveLength(20);
    expect(textOf(all, "CompressionRatio")).toBe("1.5");
    const shallow = { ClassName: className("CIM_StorageVolume"), DeepInheritance: false };
    expect(textOf((await callRaw(shared, "EnumerateInstances", shallow)).root(), "CompressionRatio")).toBeUndefined();
    const some = { ClassName: className("CIM_StorageVolume"), PropertyList: ["DEVICEID", "nothing"] };
    const [first] = elementsOf((await callRaw(shared, "EnumerateInstances", some)).root(), "INSTANCE");
    expect(first?.children.map(({ attributes }) => attributes.get("NAME"))).toEqual(["DeviceID"]);
    const none = `<VALUE.ARRAY></VALUE.ARRAY>`;
    const empty = await callRaw(shared, "GetInstance", { InstanceName: pool0, PropertyList: none });
    expect(elementsOf(empty.root(), "INSTANCE")[0]?.children).toEqual([]);
  });

  it("keep numbers beyond 2^53 and texts with special characters", async () => {
    const parameters = { QueryLanguage: "WQL", Query: "SELECT * FROM SBX_Generated WHERE DeviceID = 3" };
    const root = (await callRaw(shared, "ExecQuery", parameters)).root();
    expect(textOf(root, "NumberOfBlocks")).toBe("9007199254740996");
    expect(textOf(root, "Balance")).toBe("-9007199254740996");
    expect(textOf(root, "ElementName")).toBe("Generated element 000003 & more");
  });

  it("are made with defaults, changed and deleted", async () => {
    const wbem = await bench.start();
    const made = await callRaw(wbem, "CreateInstance", {
      NewInstance: firmware("new", property("MajorVersion", "0x10", "uint16")),
    });
    expect(elementsOf(made.root(), "INSTANCENAME")[0]?.attributes.get("CLASSNAME")).toBe("SBX_Firmware");
    const name = instanceName("SBX_Firmware", { INSTANCEID: "new" });
    const got = async () => (await callRaw(wbem, "GetInstance", { InstanceName: name })).root();
    expect(textOf(await got(), "MajorVersion")).toBe("16");
    expect(textOf(await got(), "IsEntity")).toBe("FALSE");
    const changed = named(name, "SBX_Firmware", property("Manufacturer", "M"), property("MinorVersion", "4", "uint16"));
    await callRaw(wbem, "ModifyInstance", { ModifiedInstance: changed, PropertyList: ["manufacturer"] });
    expect(textOf(await got(), "Manufacturer")).toBe("M");
    expect(textOf(await got(), "MinorVersion")).toBeUndefined();
    expect(errorCodeOf(await callRaw(wbem, "DeleteInstance", { InstanceName: name }))).toBeNull();
    expect(errorCodeOf(await callRaw(wbem, "GetInstance", { InstanceName: name }))).toBe(6);
  });

  it("stand for namespaces in Interop", async () => {
    const wbem = await bench.start();
    const interop = { namespace: "interop" };
    const name = (of: string) => property("Name", of);
    const keys = ["SystemCreationClassName", "SystemName", "ObjectManagerCreationClassName", "ObjectManagerName"];
    const rest = [...keys.map((key) => property(key, "x")), property("CreationClassName", "CIM_Namespace")];
    const make = (of: string) =>
      callRaw(wbem, "CreateInstance", { NewInstance: instance("CIM_Namespace", name(of), ...rest) }, interop);
    const made = await make("root/new");
    expect(errorCodeOf(made)).toBeNull();
    expect(errorCodeOf(await make("root/new"))).toBe(11);
    expect(errorCodeOf(await callRaw(wbem, "EnumerateClassNames", {}, { namespace: "ROOT/New" }))).toBeNull();
    const all = (
      await callRaw(wbem, "EnumerateInstanceNames", { ClassName: className("CIM_Namespace") }, interop)
    ).root();
    expect(elementsOf(all, "INSTANCENAME")).toHaveLength(4);
  });
});

describe("associations", () => {
  const names = async (parameters: RawParameters, operation = "AssociatorNames") => {
    const root = (await callRaw(shared, operation, parameters)).root();
    return elementsOf(root, "INSTANCENAME").map(({ attributes }) => attributes.get("CLASSNAME"));
  };

  it("lead from a pool to its system, extents and volumes, each once", async () => {
    const found = await names({ ObjectName: pool0 });
    expect(found.filter((one) => one === "SBX_StorageSystem")).toHaveLength(1);
    expect(found.filter((one) => one === "SBX_DiskExtent")).toHaveLength(16);
    expect(found.filter((one) => one === "SBX_StorageVolume")).toHaveLength(16);
  });

  it("do not lead back to where they came from, unless another reference does", async () => {
    expect(await names({ ObjectName: pool0, AssocClass: className("CIM_Component") })).not.toContain("SBX_StoragePool");
    const wbem = await bench.start();
    const own = [
      '<PROPERTY.REFERENCE NAME="Antecedent"><VALUE.REFERENCE>',
      '</VALUE.REFERENCE></PROPERTY.REFERENCE><PROPERTY.REFERENCE NAME="Dependent"><VALUE.REFERENCE>',
      "</VALUE.REFERENCE></PROPERTY.REFERENCE>",
    ].join(pool0);
    const loop = { NewInstance: `<INSTANCE CLASSNAME="CIM_AllocatedFromStoragePool">${own}</INSTANCE>` };
    expect(errorCodeOf(await callRaw(wbem, "CreateInstance", loop))).toBeNull();
    const found = await callRaw(wbem, "AssociatorNames", {
      ObjectName: pool0,
      AssocClass: className("CIM_AllocatedFromStoragePool"),
      ResultClass: className("CIM_StoragePool"),
    });
    expect(elementsOf(found.root(), "OBJECTPATH")).toHaveLength(1);
  });

  it("are limited by association, result class and roles", async () => {
    const via = { ObjectName: pool0, AssocClass: className("CIM_Component") };
    expect(new Set(await names(via))).toEqual(new Set(["SBX_StorageSystem", "SBX_DiskExtent"]));
    expect(new Set(await names({ ...via, Role: "groupcomponent" }))).toEqual(new Set(["SBX_DiskExtent"]));
    expect(new Set(await names({ ...via, ResultRole: "GroupComponent" }))).toEqual(new Set(["SBX_StorageSystem"]));
    expect(new Set(await names({ ObjectName: pool0, ResultClass: className("CIM_StorageVolume") }))).toEqual(
      new Set(["SBX_StorageVolume"]),
    );
  });

  it("lead to another namespace", async () => {
    const profile = instanceName("CIM_RegisteredProfile", { InstanceID: "SBX:11:Array:1.6.1" });
    const parameters = { ObjectName: profile, ResultClass: className("CIM_System") };
    const answer = await callRaw(shared, "Associators", parameters, { namespace: "interop" });
    const namespaces = elementsOf(answer.root(), "NAMESPACE").map(({ attributes }) => attributes.get("NAME"));
    expect(namespaces).toEqual(["root", "cimv2", "root", "storage"]);
    const back = await callRaw(shared, "ReferenceNames", {
      ObjectName: system,
      ResultClass: className("CIM_ElementConformsToProfile"),
    });
    expect(elementsOf(back.root(), "OBJECTPATH")).toHaveLength(1);
  });

  it("of classes are classes", async () => {
    const parameters = { ObjectName: className("SBX_StoragePool"), AssocClass: className("CIM_HostedStoragePool") };
    const root = (await callRaw(shared, "AssociatorNames", parameters)).root();
    const found = elementsOf(root, "CLASSNAME").map(({ attributes }) => attributes.get("NAME"));
    expect(found).toEqual(expect.arrayContaining(["CIM_System", "SBX_StorageSystem"]));
    expect(found).not.toContain("SBX_StoragePool");
  });
});

describe("queries", () => {
  it.each([
    ["WQL", "SELECT * FROM CIM_DiskDrive WHERE HealthState <> 5", 1],
    ["WQL", "select DeviceID from SBX_DiskDrive where DeviceID like 'drive1%'", 10],
    ["WQL", "SELECT * FROM SBX_DiskDrive WHERE SlotNumber >= 4 AND (SlotNumber < 6 OR SlotNumber = 20)", 3],
    ["WQL", "SELECT * FROM SBX_DiskDrive WHERE NOT RPM IS NULL", 8],
    ["WQL", "SELECT * FROM SBX_DiskDrive WHERE RPM IS NOT NULL AND OperationalStatus = 2", 8],
    ["DMTF:CQL", "SELECT d.DeviceID FROM SBX_DiskDrive AS d WHERE d.DeviceID LIKE 'drive0.*'", 10],
    ["CIM:CQL", "SELECT * FROM CIM_LogicalDevice d WHERE d ISA CIM_FCPort", 8],
    ["WQL", "SELECT * FROM SBX_StorageVolume WHERE ThinlyProvisioned = TRUE AND NumberOfBlocks > 1000000000", 6],
    ["WQL", "SELECT * FROM SBX_Generated WHERE InstallDate > '20240301000010.000000+000'", 88],
  ])("in %s: %s", async (language, query, count) => {
    const escaped = query.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    const answer = await callRaw(shared, "ExecQuery", { QueryLanguage: language, Query: escaped });
    expect(errorCodeOf(answer)).toBeNull();
    expect(elementsOf(answer.root(), "INSTANCE")).toHaveLength(count);
  });

  it("are refused where parentheses lie too deep within one another", async () => {
    const condition = `${"(".repeat(20_000)}RPM = 1${")".repeat(20_000)}`;
    const Query = `SELECT * FROM SBX_DiskDrive WHERE ${condition}`;
    expect(errorCodeOf(await callRaw(shared, "ExecQuery", { QueryLanguage: "WQL", Query }))).toBe(15);
  });
});
