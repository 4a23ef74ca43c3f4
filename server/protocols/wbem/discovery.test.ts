import { describe, expect, it } from "vitest";
import { findInteropNamespace, identifyServer, listNamespaces } from "./discovery";
import { CimStatusError, WbemError } from "./errors";
import { instance, instanceName, parameterValue, property } from "./model/builders";
import type { CimInstance, CimInstanceName } from "./model/objects";
import type { MethodResult, WbemOperations } from "./operations";
import { findCentralInstances, listProfileReferences, type Scoping } from "./registered-profiles";
import { readServerStatistics, setServerStatistics } from "./server-statistics";

const status = (code: number) => new CimStatusError(code, { description: "" });
const text = (name: string, value: string) => property(name, "string", value);

/** A server that has these instances of these classes, and none of any other. */
function having(classes: Readonly<Record<string, CimInstance[] | Error>>): Pick<WbemOperations, "EnumerateInstances"> {
  return {
    async EnumerateInstances(className) {
      const found = classes[className] ?? status(5);
      if (found instanceof Error) throw found;
      return found;
    },
  };
}

describe("the Interop namespace", () => {
  /** A server with one namespace, under any spelling, that lists this name. */
  const knowing = (wanted: string, answer: CimInstanceName[] | Error) => {
    const tried: string[] = [];
    const operations: Pick<WbemOperations, "EnumerateInstanceNames"> = {
      async EnumerateInstanceNames(_className, options) {
        tried.push(options?.namespace ?? "");
        if (options?.namespace?.toLowerCase() !== wanted) throw status(3);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    };
    return { operations, tried };
  };

  it("is looked for in its order, and spelled as the server does", async () => {
    const listed = ["root/cimv2", "root/PG_InterOp"].map((Name) => instanceName("PG_Namespace", { Name }));
    const { operations, tried } = knowing("root/pg_interop", listed);
    expect(await findInteropNamespace(operations)).toBe("root/PG_InterOp");
    expect(tried).toEqual(["interop", "root/interop", "root/PG_Interop"]);
  });

  it.each([5, 6])("is found where the class is not there (status %i)", async (code) => {
    expect(await findInteropNamespace(knowing("root/interop", status(code)).operations)).toBe("root/interop");
  });

  it("may not be there", async () => {
    expect(await findInteropNamespace(knowing("nowhere", []).operations)).toBeNull();
  });

  it("is not guessed at where the server fails", async () => {
    const { operations, tried } = knowing("interop", status(2));
    await expect(findInteropNamespace(operations)).rejects.toMatchObject({ cimStatus: 2 });
    expect(tried).toEqual(["interop"]);
  });
});

describe("namespaces", () => {
  const named = (...names: string[]) => names.map((name) => instance("CIM_Namespace", [text("Name", name)]));

  it("lose their slashes and doubles; Interop is added where the list lacks it", async () => {
    const notes: string[] = [];
    const listed = await listNamespaces(
      having({ CIM_Namespace: named("/root/cimv2", "Root/CIMV2", "root/x/", "") }),
      "interop",
      { onTolerated: ({ code }) => void notes.push(code) },
    );
    expect(listed.namespaces.map(({ name }) => name)).toEqual(["root/cimv2", "root/x", "interop"]);
    expect(notes).toEqual(["interop-not-listed"]);
  });

  it.each([
    [
      "the newer class",
      { CIM_Namespace: status(6), CIM_WBEMServerNamespace: named("interop") },
      "CIM_WBEMServerNamespace",
    ],
    ["the old class", { CIM_Namespace: status(7), __Namespace: named("interop") }, "__Namespace"],
    ["no class", {}, null],
  ])("are read by %s", async (_what, classes, className) => {
    expect(await listNamespaces(having(classes), "interop")).toMatchObject({
      className,
      namespaces: [{ name: "interop" }],
    });
  });

  it("are named by their keys where they have no property", async () => {
    const path = instanceName("CIM_Namespace", { Name: "root/keyed" }, { namespace: "interop" });
    const { namespaces } = await listNamespaces(
      having({ CIM_Namespace: [instance("CIM_Namespace", [], { path })] }),
      "interop",
    );
    expect(namespaces).toContainEqual({ name: "root/keyed", path });
  });
});

describe("brand and version", () => {
  const manager = (name: string, description: string, version?: string) =>
    instance("X_ObjectManager", [
      text("ElementName", name),
      text("Description", description),
      ...(version === undefined ? [] : [text("Version", version)]),
    ]);

  it.each([
    ["Pegasus", "Pegasus CIM Server Version 2.14.4", undefined, "OpenPegasus", "2.14.4"],
    ["sfcb", "Small-Footprint CIM Broker version 1.4.9", undefined, "SFCB", "1.4.9"],
    ["WBEM Solutions J WBEM Server", "", "1.0.5", "WBEM Solutions J WBEM Server", "1.0.5"],
    ["Acme Objects", "The best", undefined, "Acme Objects", null],
  ])("of %s", async (name, description, version, brand, expected) => {
    const server = having({ CIM_ObjectManager: [manager(name, description, version)] });
    expect(await identifyServer(server, "interop")).toMatchObject({ brand, version: expected });
  });

  it("of a server that follows the newer profile alone", async () => {
    const only = instance("CIM_WBEMServer", [text("ElementName", "X"), text("Version", "7")]);
    expect(await identifyServer(having({ CIM_WBEMServer: [only] }), "interop")).toMatchObject({
      brand: "X",
      version: "7",
    });
  });

  it("of a server that says nothing", async () => {
    expect(await identifyServer(having({ CIM_ObjectManager: [] }), "interop")).toBeNull();
  });

  it("are not guessed at where there are two", async () => {
    const two = having({ CIM_ObjectManager: [manager("a", ""), manager("b", "")] });
    await expect(identifyServer(two, "interop")).rejects.toMatchObject({ family: "model" });
  });
});

describe("references between profiles", () => {
  const profileOf = (organization: string, name: string) => ({
    path: instanceName("CIM_RegisteredProfile", { InstanceID: name }, { namespace: "root/interop" }),
    organization,
    name,
    version: "1.0.0",
  });
  const [array, disk, base, system] = [
    profileOf("SNIA", "Array"),
    profileOf("SNIA", "Disk"),
    profileOf("DMTF", "Base"),
    profileOf("DMTF", "System"),
  ];
  /** As a server may spell it: with its host, and Interop under another name. */
  const reference = (Antecedent: CimInstanceName, Dependent: CimInstanceName) =>
    instanceName("CIM_ReferencedProfile", {
      Antecedent: { ...Antecedent, host: "wbem1" },
      Dependent: { ...Dependent, namespace: "interop" },
    });
  const named = (result: CimInstanceName[] | Error) => ({
    async EnumerateInstanceNames() {
      if (result instanceof Error) throw result;
      return result;
    },
  });
  const profiles = [array, disk, base, system];

  it("lead the other way with SNIA, and leave out what is not registered", async () => {
    const lost = profileOf("DMTF", "Lost").path;
    const found = [
      reference(array.path, disk.path),
      reference(base.path, system.path),
      reference(array.path, base.path),
      reference(base.path, lost),
      reference(base.path, base.path),
    ];
    expect(await listProfileReferences(named(found), "interop", profiles)).toEqual([
      { component: disk.path, scoping: array.path },
      { component: base.path, scoping: system.path },
      { component: base.path, scoping: array.path },
    ]);
  });

  it("are not told by every server", async () => {
    expect(await listProfileReferences(named(status(5)), "interop", profiles)).toEqual([]);
    const lost = new WbemError("gone", { family: "http" });
    await expect(listProfileReferences(named(lost), "interop", profiles)).rejects.toBe(lost);
  });
});

describe("central instances", () => {
  const at = (className: string, Name: string) => instanceName(className, { Name }, { namespace: "interop" });
  const profile = at("CIM_RegisteredProfile", "component");
  const scopingProfile = at("CIM_RegisteredProfile", "autonomous");
  const scoping: Scoping = {
    centralClass: "CIM_Disk",
    scopingClass: "CIM_System",
    scopingPath: ["CIM_DiskPool", "CIM_Pool", "CIM_PoolSystem"],
    direction: "snia",
  };

  type Ask = Pick<WbemOperations, "InvokeMethod" | "AssociatorNames">;
  /** Answers by the object asked and the association followed. */
  function server(method: MethodResult | Error, associations: Readonly<Record<string, CimInstanceName[] | Error>>) {
    const asked: string[] = [];
    const operations = {
      async InvokeMethod() {
        if (method instanceof Error) throw method;
        return method;
      },
      async AssociatorNames(
        object: CimInstanceName,
        options: { AssocClass?: string; ResultRole?: string; ResultClass?: string },
      ) {
        expect(object.host).toBeNull();
        const step = [options.AssocClass, options.ResultRole ?? options.ResultClass].join(" ");
        const key = `${String(object.keyBindings[0]?.value)} ${step}`;
        asked.push(key);
        const found = associations[key] ?? [];
        if (found instanceof Error) throw found;
        return found;
      },
    } as unknown as Ask;
    return { operations, asked };
  }

  const disk = at("CIM_Disk", "disk");
  const returned = (returnValue: number) => ({
    returnValue,
    outputParameters: [parameterValue("centralinstances", "reference", [disk, disk])],
  });

  it("are told by the profile's method", async () => {
    const { operations, asked } = server(returned(0), {});
    expect(await findCentralInstances(operations, { ...profile, host: "wbem1" })).toEqual({
      paths: [disk],
      method: "GetCentralInstances",
    });
    expect(asked).toEqual([]);
  });

  it.each<[string, MethodResult | Error]>([
    ["has not the method", status(17)],
    ["calls that not available", status(16)],
    ["calls that not supported", status(7)],
    ["fails instead", status(1)],
    ["answers what cannot be read", new WbemError("", { family: "cim-xml-parse" })],
    ["returns a failure", returned(2)],
  ])("are found by association where the server %s", async (_what, method) => {
    const { operations } = server(method, { "component CIM_ElementConformsToProfile ManagedElement": [disk] });
    expect(await findCentralInstances(operations, profile)).toEqual({ paths: [disk], method: "central class" });
  });

  it("are found through the scoping profile", async () => {
    const systems = [at("CIM_System", "s1"), at("CIM_System", "s2")];
    const { operations, asked } = server(status(17), {
      "component CIM_ElementConformsToProfile ManagedElement": status(7),
      "component CIM_ReferencedProfile Antecedent": [scopingProfile],
      "autonomous CIM_ElementConformsToProfile ManagedElement": systems,
      "s1 CIM_PoolSystem CIM_Pool": [at("CIM_Pool", "p1")],
      "s2 CIM_PoolSystem CIM_Pool": [at("CIM_Pool", "p2")],
      "p1 CIM_DiskPool CIM_Disk": [disk],
      "p2 CIM_DiskPool CIM_Disk": [disk, at("CIM_Disk", "other")],
    });
    const { paths, method } = await findCentralInstances(operations, profile, scoping);
    expect([method, paths.map(({ keyBindings }) => keyBindings[0]?.value)]).toEqual([
      "scoping class",
      ["disk", "other"],
    ]);
    expect(asked).toHaveLength(7);
  });

  it("follow DMTF's direction as well", async () => {
    const { operations } = server(status(17), {
      "component CIM_ElementConformsToProfile ManagedElement": status(7),
      "component CIM_ReferencedProfile Dependent": [scopingProfile],
      "autonomous CIM_ElementConformsToProfile ManagedElement": [at("CIM_System", "s")],
      "s CIM_SystemDisk CIM_Disk": [disk],
    });
    const direct = { ...scoping, direction: "dmtf" as const, scopingPath: ["CIM_SystemDisk"] };
    expect((await findCentralInstances(operations, profile, direct)).paths).toEqual([disk]);
  });

  it("ask for what only a person knows", async () => {
    const without = { "component CIM_ElementConformsToProfile ManagedElement": status(7) };
    await expect(findCentralInstances(server(status(17), without).operations, profile)).rejects.toMatchObject({
      family: "model",
      remedy: expect.stringContaining("scoping class"),
    });
    await expect(findCentralInstances(server(status(17), without).operations, profile, scoping)).rejects.toMatchObject({
      family: "model",
    });
  });
});

describe("statistics of the server", () => {
  const path = instanceName("CIM_ObjectManager", { Name: "m" }, { namespace: "interop", host: "wbem1" });
  const manager = instance("CIM_ObjectManager", [property("GatherStatisticalData", "boolean", true)], { path });
  const counted = (type: number, count: bigint) =>
    instance("CIM_CIMOMStatisticalData", [
      property("OperationType", "uint16", type),
      property("NumberOfOperations", "uint64", count),
      property("CimomElapsedTime", "uint64", 18446744073709551615n),
    ]);

  it("have the names of the operations and exact numbers", async () => {
    const classes = {
      CIM_ObjectManager: [manager],
      CIM_CIMOMStatisticalData: [counted(12, 7n), counted(2, 1n), counted(99, 0n)],
    };
    expect(await readServerStatistics(having(classes), "interop")).toEqual({
      isGathering: true,
      operations: [
        expect.objectContaining({
          operation: "EnumerateInstances",
          count: 7n,
          serverMicroseconds: 18446744073709551615n,
        }),
        expect.objectContaining({ operation: "GetClass", count: 1n, requestBytes: null }),
        expect.objectContaining({ operation: "Operation 99" }),
      ],
    });
  });

  it("are switched by one property alone", async () => {
    const modified: [CimInstance, readonly string[] | undefined][] = [];
    const operations = {
      ...having({ CIM_ObjectManager: [manager] }),
      async ModifyInstance(changed: CimInstance, options?: { PropertyList?: readonly string[] }) {
        modified.push([changed, options?.PropertyList]);
      },
    };
    await setServerStatistics(operations, "interop", false);
    expect(modified).toEqual([
      [
        expect.objectContaining({
          path: { ...path, host: null },
          properties: [expect.objectContaining({ name: "GatherStatisticalData", value: false })],
        }),
        ["GatherStatisticalData"],
      ],
    ]);
    await expect(setServerStatistics({ ...operations, ...having({}) }, "interop", true)).rejects.toMatchObject({
      family: "model",
    });
  });
});
