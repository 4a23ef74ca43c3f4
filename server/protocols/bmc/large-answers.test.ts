import { afterEach, expect, it } from "vitest";
import { readBody } from "../device-http";
import { bmcKind } from "./connector";
import { TestBench, targetOf } from "./testing/connection-target";

const bench = new TestBench();
afterEach(() => bench.closeAll());

const LOG = "/redfish/v1/Systems/system/LogServices/EventLog/Entries";
const entries = Array.from({ length: 20_000 }, (_unused, index) => ({
  "@odata.id": `${LOG}/${index}`,
  Id: `${index}`,
}));
const page = { "@odata.id": LOG, Members: entries, Description: "x".repeat(1_000_000) };

async function connect(status: number, body: string) {
  const bmc = await bench.start();
  const connection = await bmcKind.signOn(targetOf(bmc));
  bmc.faults.add({ kind: "reply", reply: { status, body, contentType: "application/json" } }, { path: LOG });
  return connection;
}

it("a large answer is read piece by piece, and others have their turn meanwhile (REL-16)", async () => {
  let turns = 0;
  let isDone = false;
  const turn = () => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  turn();
  const text = JSON.stringify(Array.from({ length: 5 }, () => page));
  const body = await readBody(Buffer.from(text), false);
  isDone = true;
  expect(body).toEqual({ text: "", large: { value: JSON.parse(text) } });
  expect(turns).toBeGreaterThan(3);
});

it("a large collection is a collection, also where it came with a 500", async () => {
  for (const status of [200, 500]) {
    const text = JSON.stringify({ ...page, ...(status === 500 ? { error: { message: "An internal error." } } : {}) });
    const connection = await connect(status, text);
    const { isPartial, members } = await connection.reader.readPage(LOG);
    expect([isPartial, members.length, members.at(-1)]).toEqual([status === 500, entries.length, entries.at(-1)]);
    await connection.signOff();
  }
});

it("a large refusal, and a large answer that is no JSON, are refused like small ones", async () => {
  for (const [status, code] of [
    [404, "device_not_found"],
    [200, "device_protocol"],
    [500, "device_unavailable"],
  ] as const) {
    const connection = await connect(status, `{"Members": [${"x".repeat(2_000_000)}`);
    await expect(connection.reader.readPage(LOG)).rejects.toMatchObject({ code });
    await connection.signOff();
  }
});
