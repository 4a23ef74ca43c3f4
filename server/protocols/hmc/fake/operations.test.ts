import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FakeHmc, ManualClock } from "./index";
import { UnknownObjectError } from "./inventory";
import { type JsonValue, text } from "./model";
import { propertiesOf, type RawClient, reasonOf } from "./raw-client";
import { startTestHmc } from "./test-hmc";

const JOB_MS = 1000;
const LAG_MS = 500;

describe("operations of the simulated HMC", () => {
  let hmc: FakeHmc;
  let client: RawClient;
  let clock: ManualClock;
  let session: string;

  beforeEach(async () => {
    clock = new ManualClock();
    const users = [
      { userid: "ensadmin", password: "ensadmin-password" },
      { userid: "reader", password: "p", tasks: [] },
      {
        userid: "limited",
        password: "p",
        canSee: (object: { properties: { name?: JsonValue } }) => object.properties.name === "ZPRDA1",
      },
    ];
    ({ hmc, client } = await startTestHmc({ clock, users, jobDurationMs: JOB_MS, statusLagMs: LAG_MS }));
    session = await client.session();
  });

  afterEach(() => hmc.close());

  const operate = (name: string, operation: string, body?: JsonValue, as = session) =>
    client.send("POST", `${hmc.inventory.named(name).uri}/operations/${operation}`, { session: as, body });
  const statusOf = (name: string) => hmc.inventory.named(name).properties.status;
  const jobUriOf = (answer: { json: JsonValue }) => text(propertiesOf(answer.json), "job-uri");
  const job = async (uri: string) => (await client.send("GET", uri, { session })).json;

  it("starts a partition by a job; its status follows the end of the job", async () => {
    const answer = await operate("LINTEST03", "start");
    expect(answer.status).toBe(202);
    const uri = jobUriOf(answer);
    expect(uri).toMatch(/^\/api\/jobs\//);
    expect(statusOf("LINTEST03")).toBe("starting");
    expect(await job(uri)).toEqual({ status: "running" });
    expect(reasonOf(await client.send("DELETE", uri, { session }))).toBe("409.40");
    clock.advance(JOB_MS);
    expect(await job(uri)).toEqual({ status: "complete", "job-status-code": 204 });
    expect(statusOf("LINTEST03")).toBe("starting");
    clock.advance(LAG_MS);
    expect(statusOf("LINTEST03")).toBe("active");
    expect((await client.send("DELETE", uri, { session })).status).toBe(204);
    expect(reasonOf(await client.send("GET", uri, { session }))).toBe("404.1");
  });

  it("cancels the start of a partition", async () => {
    const uri = jobUriOf(await operate("LINTEST03", "start"));
    const cancel = await client.send("POST", `${uri}/operations/cancel`, { session });
    expect([cancel.status, cancel.text]).toEqual([202, ""]);
    expect(await job(uri)).toEqual({ status: "cancel-pending" });
    expect(reasonOf(await client.send("POST", `${uri}/operations/cancel`, { session }))).toBe("409.42");
    clock.advance(JOB_MS);
    expect(await job(uri)).toMatchObject({ status: "canceled", "job-status-code": 409 });
    expect(statusOf("LINTEST03")).toBe("stopped");
    expect(reasonOf(await client.send("POST", `${uri}/operations/cancel`, { session }))).toBe("409.41");
  });

  it("completes a start whose cancel came too late", async () => {
    const uri = jobUriOf(await operate("LINTEST03", "start"));
    clock.advance(JOB_MS * 0.9);
    expect((await client.send("POST", `${uri}/operations/cancel`, { session })).status).toBe(202);
    clock.advance(JOB_MS);
    expect(await job(uri)).toMatchObject({ status: "complete", "job-status-code": 204 });
    expect(statusOf("LINTEST03")).toBe("active");
  });

  it("forgets ended jobs after a while, and all jobs in a restart", async () => {
    const ended = jobUriOf(await operate("LINTEST03", "start"));
    clock.advance(JOB_MS);
    expect(await job(ended)).toMatchObject({ status: "complete" });
    clock.advance(60 * 60 * 1000);
    expect(reasonOf(await client.send("GET", ended, { session }))).toBe("404.1");
    await operate("LINTEST04", "start");
    await hmc.restart();
    expect(hmc.jobs).toEqual([]);
  });

  it("refuses to cancel what cannot be canceled", async () => {
    const uri = jobUriOf(await operate("SPARE1", "activate", {}));
    expect(reasonOf(await client.send("POST", `${uri}/operations/cancel`, { session }))).toBe("404.4");
  });

  it.each([
    ["a wrong status", "LINPROD01", "start", undefined, "409.1"],
    ["a body where none belongs", "LINTEST03", "start", { force: true }, "400.4"],
    ["an unknown field", "ZPRDA1", "activate", { forced: true }, "400.6"],
    ["a field of the wrong type", "ZPRDA1", "activate", { force: "yes" }, "400.7"],
    ["a DPM operation on a classic CPC", "ZPROD1", "start", undefined, "409.5"],
    ["a classic operation on a DPM CPC", "LNXPROD1", "deactivate", {}, "409.4"],
    ["a missing field", "ZPROD1", "activate", {}, "400.5"],
  ])("answers %s at once", async (_what, name, operation, body, reason) => {
    expect(reasonOf(await operate(name, operation, body))).toBe(reason);
    expect(hmc.jobs).toEqual([]);
  });

  it("refuses a second operation while one is running, and operations on a stopped CPC", async () => {
    await operate("LINTEST03", "start");
    expect(reasonOf(await operate("LINTEST03", "start"))).toBe("409.2");
    hmc.inventory.setStatus(hmc.inventory.named("LNXDR1").uri, "not-operating");
    expect(reasonOf(await operate("LINDEV05", "start"))).toBe("409.6");
  });

  it("fails disruptive operations without force inside the job", async () => {
    const uri = jobUriOf(await operate("ZPRDA1", "deactivate", {}));
    clock.advance(JOB_MS + LAG_MS);
    const ended = propertiesOf(await job(uri));
    expect(ended).toMatchObject({ status: "complete", "job-status-code": 500, "job-reason-code": 263 });
    expect(propertiesOf(ended["job-results"]).message).toContain("ZPRDA1");
    expect(statusOf("ZPRDA1")).toBe("operating");
    await operate("ZPRDA1", "deactivate", { force: true });
    clock.advance(JOB_MS + LAG_MS);
    expect(statusOf("ZPRDA1")).toBe("not-activated");
  });

  it.each([
    ["SPARE1", {}, "not-operating"],
    ["SPARE1", { "activation-profile-name": "LOADTST" }, "operating"],
    ["SPARE1", { "activation-profile-name": "OTHER" }, "not-activated"],
  ])("activates %s with %o to %s", async (name, body, status) => {
    await operate(name, "activate", body);
    clock.advance(JOB_MS + LAG_MS);
    expect(statusOf(name)).toBe(status);
  });

  it("takes the LPARs down with their CPC", async () => {
    await operate("ZPROD1", "deactivate", { force: true });
    clock.advance(JOB_MS + LAG_MS);
    expect(statusOf("ZPROD1")).toBe("no-power");
    expect(statusOf("CFPRD1")).toBe("not-activated");
  });

  it("fails the next job as told, with the text in either field", async () => {
    hmc.faults.failNextJob(500, 263, "node reserved by an operator", "error");
    const uri = jobUriOf(await operate("LINTEST03", "start"));
    clock.advance(JOB_MS + LAG_MS);
    expect(await job(uri)).toMatchObject({
      "job-status-code": 500,
      "job-results": { error: "node reserved by an operator" },
    });
    expect(statusOf("LINTEST03")).toBe("stopped");
  });

  it("keeps tasks and objects from users who lack them", async () => {
    const reader = await client.session("reader", "p");
    expect(reasonOf(await operate("LINTEST03", "start", undefined, reader))).toBe("403.1");
    const limited = await client.session("limited", "p");
    expect(reasonOf(await operate("LINTEST03", "start", undefined, limited))).toBe("404.1");
    const uri = jobUriOf(await operate("LINTEST03", "start"));
    expect(reasonOf(await client.send("GET", uri, { session: reader }))).toBe("404.1");
  });
});

describe("updates and bulk requests of the simulated HMC", () => {
  let hmc: FakeHmc;
  let client: RawClient;
  let session: string;

  beforeAll(async () => {
    ({ hmc, client } = await startTestHmc());
    session = await client.session();
  });

  afterAll(() => hmc.close());

  it("updates writable properties only", async () => {
    const { uri } = hmc.inventory.named("LINPROD02");
    const update = (body: JsonValue) => client.send("POST", uri, { session, body });
    expect((await update({ description: "changed", "ssc-master-pw": "secret" })).status).toBe(204);
    const read = propertiesOf((await client.send("GET", uri, { session })).json);
    expect(read.description).toBe("changed");
    expect(read["ssc-master-pw"]).toBeUndefined();
    expect(reasonOf(await update({ status: "stopped" }))).toBe("400.6");
    expect(reasonOf(await update({ "ifl-processors": "two" }))).toBe("400.7");
    expect(reasonOf(await update({ name: "LINPROD01" }))).toBe("400.8");
  });

  it("returns an inventory of classes and categories", async () => {
    const inventory = async (body?: unknown) =>
      (await client.send("POST", "/api/services/inventory", { session, body })).json;
    expect(await inventory({ resources: ["core-resources"] })).toHaveLength(3 + 20);
    expect(await inventory({ resources: ["partition", "console"] })).toHaveLength(40 + 1);
    expect(await inventory()).toHaveLength(3 + 20 + 40 + 1);
    const unknown = await client.send("POST", "/api/services/inventory", { session, body: { resources: ["x"] } });
    expect(reasonOf(unknown)).toBe("400.7");
  });

  it("creates a partition and announces it", async () => {
    const changes: string[] = [];
    hmc.inventory.onChange((change) => changes.push(`${change.kind} ${change.object.uri}`));
    const cpc = hmc.inventory.named("LNXDR1").uri;
    const create = (body: JsonValue) => client.send("POST", `${cpc}/partitions`, { session, body });
    const partition = { name: "NEW01", type: "linux", "initial-memory": 4096, "maximum-memory": 8192 };
    expect(reasonOf(await create(partition))).toBe("400.5");
    expect(reasonOf(await create({ ...partition, "ifl-processors": 2, type: "zos" }))).toBe("400.7");
    expect(reasonOf(await create({ ...partition, "ifl-processors": 2, name: "LINDR01" }))).toBe("400.8");
    const answer = await create({ ...partition, "ifl-processors": 2 });
    const uri = text(propertiesOf(answer.json), "object-uri");
    expect([answer.status, answer.headers.location]).toEqual([201, uri]);
    expect(changes).toEqual([`added ${uri}`]);
    const created = propertiesOf((await client.send("GET", uri, { session })).json);
    expect(created).toMatchObject({ ...partition, status: "stopped", parent: cpc, "ifl-processors": 2 });
    hmc.inventory.remove(uri);
  });

  it("deletes a stopped partition only", async () => {
    const remove = (name: string) => client.send("DELETE", hmc.inventory.named(name).uri, { session });
    expect(reasonOf(await remove("LINPROD03"))).toBe("409.1");
    expect((await remove("LINDR06")).status).toBe(204);
    expect(() => hmc.inventory.named("LINDR06")).toThrow(UnknownObjectError);
  });

  it("carries out many requests in one and matches them by id", async () => {
    const partition = hmc.inventory.named("LINPROD01").uri;
    const requests = [
      { method: "GET", uri: `${partition}?properties=name`, id: "1" },
      { method: "GET", uri: "/api/partitions/none", id: "2" },
      { method: "POST", uri: partition, id: "3", body: { description: "bulk" } },
    ];
    const answer = await client.send("POST", "/api/services/aggregation/submit", { session, body: { requests } });
    expect(answer.status).toBe(200);
    expect(answer.json).toHaveLength(3);
    expect(answer.json).toEqual(
      expect.arrayContaining([
        { id: "1", status: 200, headers: [], body: { name: "LINPROD01" } },
        expect.objectContaining({ id: "2", status: 404, body: expect.objectContaining({ reason: 1 }) }),
        { id: "3", status: 204, headers: [] },
      ]),
    );
    const tooLarge = { requests: [{ method: "GET", uri: `/api/${"x".repeat(256_000)}` }] };
    expect((await client.send("POST", "/api/services/aggregation/submit", { session, body: tooLarge })).status).toBe(
      413,
    );
  });

  it.each([
    ["405", "DELETE", "/api/console", {}, "405.0"],
    ["JSON", "POST", "/api/services/inventory", { rawBody: "{" }, "400.9"],
    [
      "content type",
      "POST",
      "/api/services/inventory",
      { rawBody: "{}", headers: { "Content-Type": "text/xml" } },
      "400.2",
    ],
    ["Accept", "GET", "/api/console", { headers: { Accept: "text/html" } }, "406.0"],
  ])("checks the request itself: %s", async (_what, method, path, options, reason) => {
    expect(reasonOf(await client.send(method, path, { session, ...options }))).toBe(reason);
  });
});
