import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_WBEM_USER, type FakeWbem } from "@/server/protocols/wbem/fake";
import { dtdFile } from "@/server/protocols/wbem/fake/dtd";
import { callRaw, className, instanceName, type RawParameters } from "@/server/protocols/wbem/fake/raw-call";
import { testAuthority } from "@/server/protocols/wbem/testing/scripted-server";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { ensureWbemcli, runWbemcli, validate } from "./wbemcli";

const obstacle = ensureWbemcli();
if (obstacle !== null) process.stderr.write(`The wbemcli tests are skipped. ${obstacle}\n`);

let wbem: FakeWbem;
let directory: string;
let root: string;
const pool = 'SBX_StoragePool.InstanceID="SBX:ARRAY1:pool0"';
const firmware = 'SBX_Firmware.InstanceID="SBX:new"';

/** What it read, by lines; it ends with an error where it did not understand the answer. */
async function read(command: string | readonly string[], object: string, ...values: string[]): Promise<string[]> {
  const [name = "", ...options] = [command].flat();
  const { code, output } = await runWbemcli(name, ...options, `${root}:${object}`, ...values);
  expect(code, output).toBe(0);
  return output.split("\n").filter((line) => line !== "");
}

describe.skipIf(obstacle !== null)("wbemcli with the simulated WBEM server", () => {
  beforeAll(async () => {
    wbem = await startTestWbem();
    directory = await mkdtemp(path.join(os.tmpdir(), "signalbox-wbemcli-"));
    writeFileSync(path.join(directory, "ca.pem"), testAuthority.rootPem);
    const { userName, password } = DEFAULT_WBEM_USER;
    root = `http://${userName}:${password}@${wbem.host}:${wbem.httpPort}/root/cimv2`;
  });
  afterAll(async () => {
    await wbem.close();
    await rm(directory, { recursive: true });
  });

  it("reads classes and their names", async () => {
    const { code, output } = await runWbemcli("ecn", root);
    expect(code, output).toBe(0);
    expect(output).toContain(":CIM_StoragePool\n");
    expect((await read("gc", "CIM_StoragePool")).join("\n")).toContain("-TotalManagedSpace");
    expect((await read("ec", "CIM_StorageExtent")).join("\n")).toContain("SBX_StorageVolume");
  });

  it("reads instances and their names", async () => {
    expect(await read("ein", "CIM_StoragePool")).toEqual([
      expect.stringContaining(':SBX_StoragePool.InstanceID="SBX:ARRAY1:pool0"'),
      expect.stringContaining(':SBX_StoragePool.InstanceID="SBX:ARRAY1:pool1"'),
    ]);
    const volumes = await read("ei", "CIM_StorageVolume");
    expect(volumes.filter((line) => line.startsWith("-DeviceID="))).toHaveLength(20);
    const one = await read("gi", pool);
    expect(one).toEqual(expect.arrayContaining(['-PoolID="pool0"', "-OperationalStatus=2", "-Primordial=FALSE"]));
  });

  it("reads as many instances as there are, chunked", async () => {
    const lines = await read("ei", "SBX_Generated");
    expect(lines.filter((line) => line.startsWith("-DeviceID="))).toHaveLength(100);
    expect(lines).toContain('-ElementName="Generated element 000042 & more"');
    expect(lines).toContain("-NumberOfBlocks=9007199254740993");
  });

  it("follows associations", async () => {
    const names = await read(["ain", "-ac", "CIM_AllocatedFromStoragePool"], pool);
    expect(names).toHaveLength(16);
    expect((await read(["ai", "-arc", "CIM_StorageVolume"], pool)).join("\n")).toContain('-ElementName="vol00"');
    expect(await read(["rin", "-arc", "CIM_HostedStoragePool"], pool)).toHaveLength(1);
    expect((await read(["ri", "-arc", "CIM_AllocatedFromStoragePool"], pool)).join("\n")).toContain("-SpaceConsumed=");
  });

  it("makes, changes and deletes an instance", async () => {
    await read("ci", firmware, 'InstanceID="SBX:new",Manufacturer="M",MajorVersion=7');
    expect(await read("gi", firmware)).toEqual(expect.arrayContaining(['-Manufacturer="M"', "-MajorVersion=7"]));
    await read("mi", firmware, 'Manufacturer="N and Co"');
    expect(await read("gi", firmware, "Manufacturer")).toEqual(expect.arrayContaining(['-Manufacturer="N and Co"']));
    await read("di", firmware);
    const { code, output } = await runWbemcli("gi", `${root}:${firmware}`);
    expect(code).not.toBe(0);
    expect(output).toContain("CIM_ERR_NOT_FOUND");
  });

  it("calls a method", async () => {
    expect(await read("cm", pool, "RequestStateChange.RequestedState=3")).toEqual([
      expect.stringContaining("RequestStateChange: 0"),
    ]);
    expect(await read("gi", pool, "EnabledState")).toContain("-EnabledState=3");
  });

  it("is refused without the right password", async () => {
    const { code, output } = await runWbemcli("ecn", root.replace(DEFAULT_WBEM_USER.password, "wrong"));
    expect(code).not.toBe(0);
    expect(output).toContain("Invalid username/password");
  });

  it("reads over HTTPS with the authority's certificate", async () => {
    const secure = root.replace("http:", "https:").replace(`:${wbem.httpPort}/`, `:${wbem.httpsPort}/`);
    const { code, output } = await runWbemcli(
      "ein",
      "-cacert",
      path.join(directory, "ca.pem"),
      `${secure}:CIM_StoragePool`,
    );
    expect(code, output).toBe(0);
    expect(output).toContain("pool1");
  });
});

describe.skipIf(obstacle !== null)("xmllint with the answers of the simulated WBEM server", () => {
  beforeAll(async () => {
    wbem = await startTestWbem();
  });
  afterAll(() => wbem.close());

  const pool0 = instanceName("SBX_StoragePool", { InstanceID: "SBX:ARRAY1:pool0" });
  it.each<[string, RawParameters]>([
    ["EnumerateClasses", { DeepInheritance: true, LocalOnly: false, IncludeClassOrigin: true }],
    ["EnumerateInstances", { ClassName: className("CIM_ManagedElement") }],
    ["EnumerateInstances", { ClassName: className("CIM_Dependency") }],
    ["EnumerateInstances", { ClassName: className("SBX_Generated") }],
    ["EnumerateInstanceNames", { ClassName: className("CIM_Component") }],
    ["Associators", { ObjectName: pool0 }],
    ["References", { ObjectName: className("CIM_System"), IncludeQualifiers: true }],
    ["OpenEnumerateInstances", { ClassName: className("CIM_System"), MaxObjectCount: 3 }],
    ["EnumerateQualifiers", {}],
    ["ExecQuery", { QueryLanguage: "WQL", Query: "SELECT Name FROM CIM_System" }],
    ["GetInstance", { InstanceName: instanceName("SBX_StoragePool", { InstanceID: "nothing" }) }],
  ])("finds nothing wrong with %s of %o", async (operation, parameters) => {
    const answer = await callRaw(wbem, operation, parameters);
    expect(await validate(answer.bytes.toString("utf8"), dtdFile)).toEqual({ code: 0, output: "" });
  });

  it("finds what deviates", async () => {
    wbem.quirks.hasUnknownElements = true;
    const answer = await callRaw(wbem, "GetInstance", { InstanceName: pool0 });
    expect(await validate(answer.bytes.toString("utf8"), dtdFile)).toMatchObject({ code: 3 });
  });
});
