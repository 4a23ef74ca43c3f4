import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tlsPolicySchema } from "@/contracts/tls";
import { createTestAuthority, issueServerCertificateFor } from "@/server/pki/fake/test-authority";
import { loopbackAllowed } from "@/server/transport/fake/scenarios";
import type { ConnectionTarget } from "../kind";
import type { BmcConnection } from "./connection";
import { bmcKind } from "./connector";
import { listLogServices } from "./event-log";
import { readLogPage } from "./log-page";
import { readReset } from "./power";

/** A service that has its resources elsewhere, knows no query, and is older. */
const resources: Record<string, unknown> = {
  "/redfish/v1/": {
    "@odata.id": "/redfish/v1/",
    Vendor: "Contoso",
    Links: { Sessions: { "@odata.id": "/redfish/v1/Sessions" } },
    Systems: { "@odata.id": "/redfish/v1/Computers" },
    Chassis: { "@odata.id": "/redfish/v1/Boxes" },
    SessionService: { "@odata.id": "/redfish/v1/Sessions/Service" },
  },
  "/redfish/v1/Computers": {
    "@odata.id": "/redfish/v1/Computers",
    Members: [{ "@odata.id": "/redfish/v1/Computers/437XR" }],
  },
  "/redfish/v1/Computers/437XR": {
    "@odata.id": "/redfish/v1/Computers/437XR",
    "@odata.type": "#ComputerSystem.v1_1_0.ComputerSystem",
    Name: "Web server",
    PowerState: "On",
    Status: { State: "Enabled", Health: "Warning" },
    LogServices: { "@odata.id": "/redfish/v1/Computers/437XR/Logs" },
    Actions: {
      "#ComputerSystem.Reset": {
        target: "/redfish/v1/Computers/437XR/Reset",
        "ResetType@Redfish.AllowableValues": ["On", "ForceOff"],
      },
    },
  },
  "/redfish/v1/Computers/437XR/Logs": { Members: [{ "@odata.id": "/redfish/v1/Computers/437XR/Logs/SEL" }] },
  "/redfish/v1/Computers/437XR/Logs/SEL": {
    Id: "SEL",
    Entries: { "@odata.id": "/redfish/v1/Computers/437XR/Logs/SEL/E" },
  },
  "/redfish/v1/Computers/437XR/Logs/SEL/E": { Members: [{ "@odata.id": "/redfish/v1/Computers/437XR/Logs/SEL/E/1" }] },
  "/redfish/v1/Computers/437XR/Logs/SEL/E/1": { Id: "1", Severity: "Critical", Message: "Fan 1 stopped" },
  "/redfish/v1/Boxes": { Members: [{ "@odata.id": "/redfish/v1/Boxes/1U" }] },
  "/redfish/v1/Boxes/1U": {
    Name: "Box",
    Thermal: { "@odata.id": "/redfish/v1/Boxes/1U/Thermal" },
    Power: { "@odata.id": "/redfish/v1/Boxes/1U/Power" },
  },
  "/redfish/v1/Boxes/1U/Thermal": {
    Temperatures: [
      { Name: "Inlet", ReadingCelsius: 21, UpperThresholdCritical: 45, Status: { State: "Enabled", Health: "OK" } },
    ],
    Fans: [{ FanName: "Fan 1", Reading: 0, ReadingUnits: "RPM" }],
  },
};

const authority = createTestAuthority();
const certificate = issueServerCertificateFor(authority, ["127.0.0.1"]);
/**
 * What is not linked: the session that the BMC names itself, and IBM's own, which are known by no link. Everything else
 * must have stood in an answer.
 */
const GUESSES = new Set(["/redfish/v1/Sessions/1", "/redfish/v1/Computers/hypervisor", "/ibm/v1/Host/Certificate"]);
const asked: string[] = [];
const server = createServer({ cert: certificate.chainPem, key: certificate.keyPem }, (request, response) => {
  const { method = "", url = "" } = request;
  asked.push(`${method} ${url}`);
  request.resume();
  const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  if (method === "POST" && url === "/redfish/v1/Sessions") {
    const Location = "https://bmc.example.com/redfish/v1/Sessions/1";
    send(201, { RoleId: "Administrator" }, { Location, "X-Auth-Token": "0123-abcd" });
  } else if (method === "DELETE") {
    send(204, undefined);
  } else if (url.includes("?")) {
    send(501, { error: { code: "Base.1.0.QueryNotSupported", message: "No queries." } });
  } else if (resources[url] === undefined) {
    send(404, { error: { code: "Base.1.0.GeneralError", message: "Not here." } });
  } else {
    send(200, resources[url]);
  }
});

let connection: BmcConnection;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const target: ConnectionTarget = {
    addresses: [{ host: "127.0.0.1", port }],
    userName: "root",
    settings: {},
    tls: {
      policy: tlsPolicySchema.parse({ trust: { mode: "bundle", bundleIds: ["test"] } }),
      anchors: [authority.rootPem],
      clientIdentity: null,
    },
    addressPolicy: loopbackAllowed,
    secret: async () => "root-password",
  };
  connection = await bmcKind.signOn(target);
});
afterAll(async () => {
  await connection.signOff();
  expect(asked).toContain("DELETE /redfish/v1/Sessions/1");
  const known = new Set([...JSON.stringify(resources).matchAll(/"(\/redfish[^"]*)"/g)].map(([, uri]) => `${uri}`));
  const constructed = asked.filter((line) => {
    const [path = ""] = line.replace(/^\S+ /, "").split("?");
    return !known.has(path) && !GUESSES.has(path);
  });
  expect(constructed).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
});

describe("a service of another maker", () => {
  it("is read along its own links", async () => {
    expect(await connection.readOverview()).toMatchObject({
      systems: [{ name: "Web server", powerState: "On", status: { health: "Warning" } }],
      hypervisor: null,
      chassis: [{ name: "Box" }],
      managers: [],
      warnings: [],
    });
    expect(await connection.judgeRole()).toMatchObject({ maySignCertificates: true });
    expect(asked.filter((line) => line.includes("/Systems"))).toEqual([]);
  });

  it("has neither hypervisor nor certificate exchange", async () => {
    expect(await connection.readHostReadiness()).toMatchObject({ state: "no-hypervisor" });
    expect(await connection.findOffer()).toEqual({ kind: "not-offered" });
  });

  it("has sensors in older resources", async () => {
    const { sensors } = await connection.readSensors();
    expect(sensors).toMatchObject([
      { name: "Inlet", type: "Temperature", reading: 21, units: "Cel", thresholds: { upperCritical: 45 } },
      { name: "Fan 1", type: "Rotational", reading: 0, units: "RPM" },
    ]);
  });

  it("has logs without paging, of which each entry is read", async () => {
    const { systemUri } = await connection.systems();
    const [service] = await listLogServices(connection.reader, systemUri);
    const page = await readLogPage(connection.reader, service?.entriesUri ?? "", { filter: { severity: "Critical" } });
    expect(page).toMatchObject({ entries: [{ message: "Fan 1 stopped" }], nextUri: null, isFilteredHere: true });
  });

  it("names allowed values in the resource, and lacks services", async () => {
    const { systemUri } = await connection.systems();
    expect((await readReset(connection.reader, systemUri))?.action).toEqual({
      target: "/redfish/v1/Computers/437XR/Reset",
      allowed: ["On", "ForceOff"],
    });
    expect((await connection.readOverview()).systems).toMatchObject([
      { operations: ["system-on", "system-force-off"] },
    ]);
    const request = { operation: "system-power-cycle", target: systemUri, input: {} };
    await expect(connection.invoke(request)).rejects.toMatchObject({ code: "invalid_request" });
    await expect(connection.readFirmware()).rejects.toMatchObject({ code: "device_not_found" });
    await expect(connection.readParts()).resolves.toEqual({ parts: [], warnings: [] });
  });
});
