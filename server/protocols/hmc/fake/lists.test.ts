import { afterEach, describe, expect, it } from "vitest";
import { demoInventory, type FakeHmc, type FakeHmcOptions, generatedInventory, testSiteInventory } from "./index";
import { itemsOf, propertiesOf, type RawAnswer, reasonOf } from "./raw-client";
import { startTestHmc } from "./test-hmc";

const PERMITTED_PARTITIONS = "/api/console/operations/list-permitted-partitions";
const PERMITTED_LPARS = "/api/console/operations/list-permitted-logical-partitions";

describe("lists and objects of the simulated HMC", () => {
  let running: FakeHmc | undefined;

  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  const start = async (options: Partial<FakeHmcOptions> = {}, userid?: string, password?: string) => {
    const { hmc, client } = await startTestHmc(options);
    running = hmc;
    const session = await client.session(userid, password);
    return { hmc, get: (path: string): Promise<RawAnswer> => client.send("GET", path, { session }) };
  };
  const namesIn = (answer: RawAnswer, field: string) => itemsOf(answer, field).map((item) => item.name);

  it("lists two DPM CPCs with 40 partitions and a classic CPC with 20 LPARs", async () => {
    const { get } = await start();
    const cpcs = await get("/api/cpcs");
    expect(itemsOf(cpcs, "cpcs")).toHaveLength(3);
    expect(Object.keys(itemsOf(cpcs, "cpcs")[0] ?? {}).sort()).toEqual([
      "dpm-enabled",
      "has-unacceptable-status",
      "name",
      "object-uri",
      "se-version",
      "status",
    ]);
    const partitions = itemsOf(await get(PERMITTED_PARTITIONS), "partitions");
    expect(partitions).toHaveLength(40);
    expect(new Set(partitions.map((partition) => partition["cpc-name"]))).toEqual(new Set(["LNXPROD1", "LNXDR1"]));
    expect(itemsOf(await get(PERMITTED_LPARS), "logical-partitions")).toHaveLength(20);
  });

  it("filters by whole matches of Java expressions, OR within a name, AND between names", async () => {
    const { get } = await start();
    const names = async (query: string) => namesIn(await get(`${PERMITTED_PARTITIONS}?${query}`), "partitions");
    expect(await names("name=LINPROD0")).toEqual([]);
    expect(await names("name=LINPROD0%5B12%5D")).toEqual(["LINPROD01", "LINPROD02"]);
    expect(await names("name=linprod01")).toEqual([]);
    expect(await names(`name=${encodeURIComponent("\\QLINPROD01\\E|LINDR01")}`)).toEqual(["LINPROD01", "LINDR01"]);
    expect(await names("name=LINPROD01&name=LINDR01")).toEqual(["LINPROD01", "LINDR01"]);
    expect(await names("name=LINTEST.*&status=stopped")).toEqual(["LINTEST03", "LINTEST04"]);
    expect(reasonOf(await get(`${PERMITTED_PARTITIONS}?name=%5B`))).toBe("400.14");
    expect(reasonOf(await get(`${PERMITTED_PARTITIONS}?colour=red`))).toBe("400.1");
  });

  it("adds properties to permitted lists where the level supports it", async () => {
    const { get } = await start();
    const query = "?additional-properties=os-name,ifl-processors&name=LINPROD01";
    const [partition] = itemsOf(await get(`${PERMITTED_PARTITIONS}${query}`), "partitions");
    expect(partition).toMatchObject({ name: "LINPROD01", "ifl-processors": expect.any(Number) });
    expect(partition).toHaveProperty("os-name");
  });

  it("lacks what older HMCs lack", async () => {
    const level = {
      apiMajorVersion: 2,
      apiMinorVersion: 20,
      hasPermittedLists: false,
      propertiesQuery: "refused",
      hasSessionCredential: false,
    } as const;
    const { get, hmc } = await start({ level });
    expect(reasonOf(await get(PERMITTED_PARTITIONS))).toBe("404.1");
    expect(reasonOf(await get("/api/console/operations/list-features"))).toBe("404.1");
    expect(reasonOf(await get("/api/console?properties=name"))).toBe("400.1");
    await hmc.close();
    const older = await start({ level: { ...level, hasPermittedLists: true, hasAdditionalProperties: false } });
    expect(reasonOf(await older.get(`${PERMITTED_PARTITIONS}?additional-properties=os-name`))).toBe("400.1");
  });

  it("lists per CPC and knows the mode of the CPC", async () => {
    const { get, hmc } = await start();
    const dpm = hmc.inventory.named("LNXPROD1").uri;
    const classic = hmc.inventory.named("ZPROD1").uri;
    expect(itemsOf(await get(`${dpm}/partitions`), "partitions")).toHaveLength(25);
    expect(namesIn(await get(`${classic}/logical-partitions?name=CF.*`), "logical-partitions")).toHaveLength(3);
    expect(reasonOf(await get(`${classic}/logical-partitions?name=nothing`))).toBe("404.1");
    expect(reasonOf(await get(`${dpm}/logical-partitions`))).toBe("409.4");
    expect(reasonOf(await get(`${classic}/partitions`))).toBe("409.5");
  });

  it("shows an object access user LPARs although the CPC is hidden", async () => {
    const users = [
      { userid: "op", password: "p", canSee: (object: { cpcUri: string | null }) => object.cpcUri !== null },
    ];
    const { get, hmc } = await start({ users }, "op", "p");
    expect(itemsOf(await get("/api/cpcs"), "cpcs")).toEqual([]);
    expect(reasonOf(await get(hmc.inventory.named("ZPROD1").uri))).toBe("404.1");
    expect(itemsOf(await get(PERMITTED_LPARS), "logical-partitions")).toHaveLength(20);
  });

  it.each(["LNXPROD1", "ZPROD1", "LINPROD01", "ZPRDA1"])("reads the full properties of %s", async (name) => {
    const { get, hmc } = await start({ implementationErrors: true });
    const { uri } = hmc.inventory.named(name);
    const properties = propertiesOf((await get(uri)).json);
    expect(Object.keys(properties).length).toBeGreaterThan(60);
    expect(properties["@@implementation-errors"]).toHaveLength(1);
    expect((await get(`${uri}?properties=name,status`)).json).toEqual({ name, status: properties.status });
    expect(reasonOf(await get(`${uri}?properties=name,no-such`))).toBe("400.14");
  });

  it("reads the console and the API features", async () => {
    const { get, hmc } = await start();
    const console = propertiesOf((await get("/api/console")).json);
    expect(console.name).toBe("HMC1");
    expect(console["object-id"]).not.toBe("console");
    expect((await get("/api/console/operations/list-features?name=dpm-.*")).json).toHaveLength(2);
    expect((await get(`${hmc.inventory.named("ZPROD1").uri}/operations/list-features`)).status).toBe(200);
  });

  it("has a second site without an object in common with the first", () => {
    const site = testSiteInventory();
    expect(site.list("partition")).toHaveLength(8);
    expect(site.list("logical-partition")).toHaveLength(6);
    const first = demoInventory();
    const shared = site.list("partition").filter((partition) => first.find(partition.uri) !== undefined);
    expect(shared).toEqual([]);
    expect(site.console.properties.name).toBe("HMC2");
  });

  it("makes the same inventory from the same seed, and large ones", () => {
    const uris = (random: number) =>
      demoInventory({ random })
        .list("partition")
        .map((partition) => partition.uri);
    expect(uris(3)).toEqual(uris(3));
    expect(uris(3)).not.toEqual(uris(4));
    const large = generatedInventory({ partitions: 10_000 });
    expect(large.list("partition")).toHaveLength(10_000);
    expect(new Set(large.list("partition").map((partition) => partition.properties.name)).size).toBe(10_000);
  });
});
