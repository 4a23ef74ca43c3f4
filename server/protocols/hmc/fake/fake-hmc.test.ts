import { afterEach, describe, expect, it } from "vitest";
import {
  buildConsole,
  buildCpc,
  buildLogicalPartition,
  buildPartition,
  createFakeHmc,
  type FakeHmc,
  Inventory,
} from "./index";
import { itemsOf } from "./raw-client";
import { startTestHmc, testAuthority } from "./test-hmc";

describe("the simulated HMC beside the wire", () => {
  const running: FakeHmc[] = [];

  afterEach(async () => {
    await Promise.all(running.splice(0).map((hmc) => hmc.close()));
  });

  it("runs without STOMP", async () => {
    const { hmc, client } = await startTestHmc({ stomp: false });
    running.push(hmc);
    expect(hmc.stompPort).toBe(0);
    expect((await client.send("GET", "/api/version")).status).toBe(200);
  });

  it("leaves no port open where the second one is taken", async () => {
    const first = await startTestHmc();
    running.push(first.hmc);
    const issued = testAuthority.issueServerCertificate({ ips: ["127.0.0.1"] });
    const tls = { certPem: issued.chainPem, keyPem: issued.keyPem };
    await expect(createFakeHmc({ tls, stompPort: first.hmc.stompPort })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("records requests with body, session and status, up to a limit", async () => {
    const { hmc, client } = await startTestHmc({ requestLogLimit: 4 });
    running.push(hmc);
    const session = await client.session();
    await client.send("GET", "/api/cpcs?name=LNX.*", { session });
    expect(hmc.requests.count()).toBe(2);
    expect(hmc.requests.all[0]).toMatchObject({ method: "POST", path: "/api/sessions", body: { userid: "ensadmin" } });
    expect(hmc.requests.last({ path: /^\/api\/cpcs/ })).toMatchObject({
      uri: "/api/cpcs?name=LNX.*",
      sessionId: session,
      status: 200,
    });
    for (const _request of [1, 2, 3]) await client.send("GET", "/api/version");
    expect([hmc.requests.total, hmc.requests.count()]).toEqual([5, 2]);
    expect(hmc.connectionCount).toBe(5);
  });

  it("says which condition did not hold in time", async () => {
    const { hmc } = await startTestHmc();
    running.push(hmc);
    await expect(hmc.until(() => hmc.connectionCount === 3, 5)).rejects.toThrow(/connectionCount/);
  });

  it("keeps its objects in a restart and lets tests add and remove some", async () => {
    const { hmc, client } = await startTestHmc();
    running.push(hmc);
    const partition = buildPartition(hmc.inventory.named("LNXPROD1"), { name: "ADDED01", status: "active" });
    hmc.inventory.add(partition);
    await hmc.restart();
    const session = await client.session();
    expect((await client.send("GET", partition.uri, { session })).json).toMatchObject({ name: "ADDED01" });
    hmc.inventory.remove(partition.uri);
    expect((await client.send("GET", partition.uri, { session })).status).toBe(404);
  });

  it("runs on an inventory of the test's own", async () => {
    const cpc = buildCpc({ name: "CLASSIC1", isDpm: false });
    const lpar = buildLogicalPartition(cpc, { name: "ZTEST1", status: "operating" });
    const { hmc, client } = await startTestHmc({ inventory: new Inventory([buildConsole("HMC9"), cpc, lpar]) });
    running.push(hmc);
    const session = await client.session();
    expect((await client.send("GET", "/api/console?properties=name", { session })).json).toEqual({ name: "HMC9" });
    const lpars = await client.send("GET", `${cpc.uri}/logical-partitions`, { session });
    expect(itemsOf(lpars, "logical-partitions")).toEqual([
      { "object-uri": lpar.uri, name: "ZTEST1", status: "operating" },
    ]);
  });
});
