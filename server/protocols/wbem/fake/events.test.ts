import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WbemBench } from "../testing/test-wbem";
import { findInvalidity } from "./dtd";
import type { FakeWbem } from "./fake-wbem";
import { makeError } from "./methods";
import {
  callRaw,
  className,
  elementsOf,
  errorCodeOf,
  instanceName,
  invokeRaw,
  type RawAnswer,
  textOf,
} from "./raw-call";
import { readXml, type XmlElement } from "./xml-reader";

const bench = new WbemBench();
const listeners: http.Server[] = [];
afterEach(async () => {
  await bench.closeAll();
  for (const one of listeners.splice(0)) one.close();
});

const owner = { SystemCreationClassName: "SBX_StorageSystem", SystemName: "ARRAY1" };
const service = instanceName("SBX_StorageConfigurationService", {
  ...owner,
  CreationClassName: "SBX_StorageConfigurationService",
  Name: "StorageConfigurationService",
});
const pool0 = instanceName("SBX_StoragePool", { InstanceID: "SBX:ARRAY1:pool0" });
const parameter = (name: string, type: string, value: string) =>
  `<PARAMVALUE NAME="${name}" PARAMTYPE="${type}"><VALUE>${value}</VALUE></PARAMVALUE>`;
const reference = (name: string, to: string) =>
  `<PARAMVALUE NAME="${name}" PARAMTYPE="reference"><VALUE.REFERENCE>${to}</VALUE.REFERENCE></PARAMVALUE>`;
const returned = (answer: RawAnswer) => elementsOf(answer.root(), "RETURNVALUE")[0]?.children[0]?.text;
const GIB = 1024 ** 3;

describe("methods", () => {
  const jobName = instanceName("SBX_StorageJob", { InstanceID: "SBX:job:1" });
  const jobOf = async (wbem: FakeWbem) => (await callRaw(wbem, "GetInstance", { InstanceName: jobName })).root();
  const create = (wbem: FakeWbem) =>
    invokeRaw(
      wbem,
      "CreateOrModifyElementFromStoragePool",
      service,
      parameter("ElementName", "string", "New") +
        parameter("Size", "uint64", String(10 * GIB)) +
        reference("InPool", pool0),
    );

  it("start a job that makes a volume", async () => {
    const wbem = await bench.start();
    const started = await create(wbem);
    expect(returned(started)).toBe("4096");
    expect(elementsOf(started.root(), "INSTANCENAME")[0]?.attributes.get("CLASSNAME")).toBe("SBX_StorageJob");
    expect(textOf(started.root(), "Size")).toBe(String(10 * GIB));
    expect(textOf(await jobOf(wbem), "PercentComplete")).not.toBe("100");
    await expect.poll(async () => textOf(await jobOf(wbem), "JobState")).toBe("7");
    expect(textOf(await jobOf(wbem), "PercentComplete")).toBe("100");
    const affected = await callRaw(wbem, "Associators", {
      ObjectName: jobName,
      ResultClass: className("CIM_StorageVolume"),
    });
    expect(textOf(affected.root(), "ElementName")).toBe("New");
    const owned = await callRaw(wbem, "AssociatorNames", {
      ObjectName: jobName,
      AssocClass: className("CIM_OwningJobElement"),
    });
    expect(elementsOf(owned.root(), "INSTANCENAME")).toHaveLength(1);
  });

  it("start a job that fails, and say why", async () => {
    const wbem = await bench.start();
    wbem.jobs.nextError = makeError({ namespace: wbem.repository.getNamespace("root/cimv2") }, "No space left");
    await create(wbem);
    await expect.poll(async () => textOf(await jobOf(wbem), "JobState")).toBe("10");
    const error = await invokeRaw(wbem, "GetError", jobName);
    expect(textOf(readXml(textOf(error.root(), "Error") ?? ""), "Message")).toBe("No space left");
  });

  it("end a job", async () => {
    const wbem = await bench.start({ jobMs: 60_000 });
    await create(wbem);
    const end = () => invokeRaw(wbem, "RequestStateChange", jobName, parameter("RequestedState", "uint16", "4"));
    expect(returned(await end())).toBe("0");
    expect(textOf(await jobOf(wbem), "JobState")).toBe("8");
    expect(returned(await end())).toBe("4097");
  });

  it("change states, and refuse what they do not know", async () => {
    const wbem = await bench.start();
    const change = (state: string, type = "uint16") =>
      invokeRaw(wbem, "RequestStateChange", pool0, parameter("RequestedState", type, state));
    expect(returned(await change("3"))).toBe("0");
    expect(textOf((await callRaw(wbem, "GetInstance", { InstanceName: pool0 })).root(), "EnabledState")).toBe("3");
    expect(returned(await change("99"))).toBe("5");
    expect(errorCodeOf(await change("3", "string"))).toBe(13);
    expect(errorCodeOf(await invokeRaw(wbem, "RequestStateChange", pool0, parameter("Speed", "uint16", "3")))).toBe(4);
    expect(errorCodeOf(await invokeRaw(wbem, "MakeCoffee", pool0))).toBe(17);
    expect(errorCodeOf(await invokeRaw(wbem, "RequestStateChange", className("CIM_StoragePool")))).toBe(4);
    const diagnostics = { ...owner, CreationClassName: "SBX_DiagnosticService", Name: "DiagnosticService" };
    expect(errorCodeOf(await invokeRaw(wbem, "Defragment", instanceName("SBX_DiagnosticService", diagnostics)))).toBe(
      16,
    );
    expect(errorCodeOf(await invokeRaw(wbem, "Reset", instanceName("SBX_DiskDrive", { DeviceID: "x" })))).toBe(6);
    expect(returned(await invokeRaw(wbem, "IsReady", className("SBX_DiagnosticService")))).toBe("TRUE");
  });
});

describe("indications", () => {
  interface Received {
    indication: XmlElement;
    body: string;
    headers: http.IncomingHttpHeaders;
  }

  /** A listener that answers with the statuses, then with 200. */
  async function listen(statuses: number[] = []): Promise<{ url: string; received: Received[] }> {
    const received: Received[] = [];
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        const [indication] = elementsOf(readXml(body), "INSTANCE");
        if (indication !== undefined) received.push({ indication, body, headers: request.headers });
        response.writeHead(statuses.shift() ?? 200).end();
      });
    });
    listeners.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/indications`, received };
  }

  const property = (name: string, value: string) =>
    `<PROPERTY NAME="${name}" TYPE="string"><VALUE>${value}</VALUE></PROPERTY>`;
  const interop = { namespace: "interop" };

  /** Creates filter, destination and subscription as a client does. */
  async function subscribe(wbem: FakeWbem, url: string, query: string, namespaces = ["root/cimv2"]): Promise<void> {
    const create = async (of: string, properties: string) => {
      const given = `<INSTANCE CLASSNAME="${of}">${properties}</INSTANCE>`;
      const answer = await callRaw(wbem, "CreateInstance", { NewInstance: given }, interop);
      expect(errorCodeOf(answer)).toBeNull();
      return answer.bytes.toString("utf8").replace(/^[\s\S]*<IRETURNVALUE>|<\/IRETURNVALUE>[\s\S]*$/g, "");
    };
    const sources = namespaces.map((one) => `<VALUE>${one}</VALUE>`).join("");
    const filter = await create(
      "CIM_IndicationFilter",
      `${property("Name", "f")}${property("Query", query)}${property("QueryLanguage", "WQL")}<PROPERTY.ARRAY NAME="SourceNamespaces" TYPE="string"><VALUE.ARRAY>${sources}</VALUE.ARRAY></PROPERTY.ARRAY>`,
    );
    const destination = await create(
      "CIM_ListenerDestinationCIMXML",
      property("Name", "d") + property("Destination", url),
    );
    const ends = [
      ["Filter", filter],
      ["Handler", destination],
    ].map(
      ([name, to]) =>
        `<PROPERTY.REFERENCE NAME="${name}"><VALUE.REFERENCE>${to}</VALUE.REFERENCE></PROPERTY.REFERENCE>`,
    );
    await create("CIM_IndicationSubscription", ends.join(""));
  }

  it("go to subscribers, numbered, as the DTD says", async () => {
    const wbem = await bench.start();
    const { url, received } = await listen();
    await subscribe(wbem, url, "SELECT * FROM CIM_AlertIndication WHERE PerceivedSeverity &gt;= 5");
    for (const severity of [5, 2, 6]) {
      wbem.emit("CIM_AlertIndication", { AlertType: 5, ProbableCause: 1, PerceivedSeverity: severity });
    }
    await wbem.until(() => wbem.indications.deliveries.length === 2);
    expect(received.map(({ indication }) => textOf(indication, "PerceivedSeverity"))).toEqual(["5", "6"]);
    expect(received.map(({ indication }) => textOf(indication, "SequenceNumber"))).toEqual(["0", "1"]);
    expect(new Set(received.map(({ indication }) => textOf(indication, "SequenceContext"))).size).toBe(1);
    expect(received[0]?.headers).toMatchObject({ cimexport: "MethodRequest", cimexportmethod: "ExportIndication" });
    expect(findInvalidity(readXml(received[0]?.body ?? ""))).toBeNull();
  });

  it("tell of changes, with the instance before and after", async () => {
    const wbem = await bench.start();
    const { url, received } = await listen();
    await subscribe(wbem, url, "SELECT * FROM CIM_InstModification WHERE SourceInstance ISA CIM_StoragePool");
    await invokeRaw(wbem, "RequestStateChange", pool0, parameter("RequestedState", "uint16", "3"));
    await wbem.until(() => wbem.indications.deliveries.length === 1);
    const [before, after] = ["PreviousInstance", "SourceInstance"].map((name) => {
      const [{ indication } = { indication: undefined }] = received;
      return textOf(readXml((indication && textOf(indication, name)) ?? ""), "EnabledState");
    });
    expect([before, after]).toEqual(["2", "3"]);
  });

  it("are sent again until they are accepted, given up in the end, and can be lost or doubled", async () => {
    const wbem = await bench.start({ deliveryAttempts: 2 });
    const { url, received } = await listen([500, 200, 500, 500]);
    await subscribe(wbem, url, "SELECT * FROM CIM_AlertIndication");
    const emit = () => wbem.emit("CIM_AlertIndication", { AlertType: 5, ProbableCause: 1 });
    emit();
    emit();
    wbem.indications.losesNext = 1;
    emit();
    wbem.indications.sendsTwice = true;
    emit();
    await wbem.until(() => wbem.indications.deliveries.length === 6);
    const numbers = wbem.indications.deliveries.map(({ sequenceNumber, isAccepted }) => [sequenceNumber, isAccepted]);
    expect(numbers).toEqual([
      [0, false],
      [0, true],
      [1, false],
      [1, false],
      [3, true],
      [3, true],
    ]);
    expect(received).toHaveLength(6);
  });

  it("come from the namespaces of the filter only", async () => {
    const wbem = await bench.start();
    const { url } = await listen();
    await subscribe(wbem, url, "SELECT * FROM CIM_AlertIndication", ["root/storage"]);
    wbem.emit("CIM_AlertIndication", { AlertType: 5, ProbableCause: 1 });
    wbem.emit("CIM_AlertIndication", { AlertType: 5, ProbableCause: 1 }, "root/storage");
    await wbem.until(() => wbem.indications.deliveries.length > 0);
    expect(wbem.indications.deliveries).toHaveLength(1);
  });

  it("keep what a subscription needs", async () => {
    const wbem = await bench.start();
    const { url } = await listen();
    await subscribe(wbem, url, "SELECT * FROM CIM_AlertIndication");
    const filter = instanceName("CIM_IndicationFilter", {
      SystemCreationClassName: "CIM_ComputerSystem",
      SystemName: "wbem1",
      CreationClassName: "CIM_IndicationFilter",
      Name: "f",
    });
    expect(errorCodeOf(await callRaw(wbem, "DeleteInstance", { InstanceName: filter }, interop))).toBe(1);
    const wrong = `<INSTANCE CLASSNAME="CIM_IndicationFilter">${property("Name", "g")}${property("Query", "x")}${property("QueryLanguage", "WQL")}</INSTANCE>`;
    expect(errorCodeOf(await callRaw(wbem, "CreateInstance", { NewInstance: wrong }, interop))).toBe(15);
  });
});

describe("statistics", () => {
  it("are gathered while the object manager is told to", async () => {
    const wbem = await bench.start();
    const [manager] = wbem.repository.getNamespace("interop").instancesOf("CIM_ObjectManager");
    const enumerate = () =>
      callRaw(
        wbem,
        "EnumerateInstances",
        { ClassName: className("CIM_CIMOMStatisticalData") },
        { namespace: "interop" },
      );
    expect((await enumerate()).headers).not.toHaveProperty("wbemserverresponsetime");
    expect(manager?.path).toBeDefined();
    if (manager?.path) wbem.repository.update({ ...manager, path: manager.path }, { GatherStatisticalData: true });
    await enumerate();
    const answer = await enumerate();
    expect(answer.headers).toHaveProperty("wbemserverresponsetime");
    expect(textOf(answer.root(), "NumberOfOperations")).toBe("1");
    expect(textOf(answer.root(), "OperationType")).toBe("12");
  });
});
