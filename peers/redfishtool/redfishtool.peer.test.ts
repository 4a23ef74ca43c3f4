import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_USER, type FakeBmc } from "@/server/protocols/bmc/fake";
import { startTestBmc } from "@/server/protocols/bmc/testing/connection-target";
import { ensureRedfishtool, type RedfishTarget, readWithRedfishtool } from "./redfishtool";

const obstacle = ensureRedfishtool();
if (obstacle !== null) process.stderr.write(`The redfishtool tests are skipped. ${obstacle}\n`);

let bmc: FakeBmc;
let anybody: RedfishTarget;
let admin: RedfishTarget;

/** What it reads as JSON; it ends with an error where it did not understand the answer. */
async function read(target: RedfishTarget, ...command: string[]): Promise<unknown> {
  const { code, output } = await readWithRedfishtool(target, ...command);
  expect(code, output).toBe(0);
  return JSON.parse(output);
}

const member = (id: string) => expect.objectContaining({ Id: id });

describe.skipIf(obstacle !== null)("redfishtool with the simulated BMC", () => {
  beforeAll(async () => {
    bmc = await startTestBmc();
    anybody = { host: bmc.host, port: bmc.port };
    admin = { ...anybody, ...DEFAULT_USER };
  });
  afterAll(() => bmc.close());

  it("reads versions and service root without a login", async () => {
    expect(await read(anybody, "versions")).toEqual({ v1: "/redfish/v1/" });
    expect(await read(anybody, "root")).toMatchObject({
      "@odata.id": "/redfish/v1",
      Systems: { "@odata.id": "/redfish/v1/Systems" },
      Links: { Sessions: { "@odata.id": "/redfish/v1/SessionService/Sessions" } },
    });
  });

  it.each([
    ["Systems", ["system", "hypervisor"]],
    ["Managers", ["bmc"]],
    ["Chassis", ["chassis"]],
  ])("lists and gets %s", async (collection, ids) => {
    expect(await read(admin, collection, "list")).toMatchObject({
      "Members@odata.count": ids.length,
      Members: ids.map(member),
    });
    for (const id of ids) {
      expect(await read(admin, collection, "-I", id, "get")).toMatchObject({
        Id: id,
        "@odata.id": `/redfish/v1/${collection}/${id}`,
      });
    }
  });

  it("finds the log services of a system", async () => {
    expect(await read(admin, "Systems", "-I", "system", "Logs", "list")).toMatchObject({
      Members: [member("EventLog")],
    });
  });

  it("opens a session, works with its token, and ends it", async () => {
    const session = (await read(admin, "SessionService", "login")) as Record<string, string>;
    const withToken = { ...anybody, token: session["X-Auth-Token"] };
    const id = session.SessionId ?? "";
    expect(session.SessionLocation).toBe(`/redfish/v1/SessionService/Sessions/${id}`);
    expect(await read(withToken, "SessionService", "Sessions", "list")).toMatchObject({
      Members: expect.arrayContaining([expect.objectContaining({ Id: id, UserName: DEFAULT_USER.userName })]),
    });
    expect((await readWithRedfishtool(withToken, "SessionService", "logout", "-i", id)).code).toBe(0);
    const after = await readWithRedfishtool(withToken, "Systems", "list");
    expect(after.code).not.toBe(0);
    expect(after.output).toContain("status_code: 401");
  });

  it.each([
    ["no login", {}],
    ["a wrong password", { userName: DEFAULT_USER.userName, password: "wrong" }],
  ])("is told 401 with %s", async (_name, account) => {
    const { code, output } = await readWithRedfishtool({ ...anybody, ...account }, "Systems", "list");
    expect(code).not.toBe(0);
    expect(output).toContain("status_code: 401 -- Unauthorized");
  });
});
