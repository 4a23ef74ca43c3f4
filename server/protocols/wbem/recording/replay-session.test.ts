import { afterEach, expect, it } from "vitest";
import type { WbemConnection } from "../connection";
import { wbemKind } from "../connector";
import type { FakeWbem, FakeWbemOptions } from "../fake";
import { className, instanceName } from "../model/builders";
import type { ProfileOperations } from "../profile-operations";
import { targetOfWbem, WbemBench } from "../testing/test-wbem";
import { compareRecordings } from "./compare";
import { OperationRecorder, type RecordedExchange } from "./recorder";
import { ReplaySession, replayObstacles } from "./replay-session";

const bench = new WbemBench();
const open: WbemConnection[] = [];
afterEach(async () => {
  for (const connection of open.splice(0)) connection.destroy();
  await bench.closeAll();
});

async function start(options: Partial<FakeWbemOptions> = {}) {
  const wbem = await bench.start(options);
  const connection = await wbemKind.signOn(targetOfWbem(wbem));
  open.push(connection);
  return { wbem, connection };
}

/** What is recorded of some work, of each body no more than so many bytes. */
async function record(
  { connection }: { connection: WbemConnection },
  work: (operations: ProfileOperations) => Promise<unknown>,
  bodyLimit = 1_000_000,
): Promise<readonly RecordedExchange[]> {
  const recorder = new OperationRecorder({ bodyLimit });
  recorder.isRecording = true;
  await work(connection.operationsOver(recorder.wrap(connection.exchange)));
  return recorder.exchanges;
}

async function readAll(operations: ProfileOperations): Promise<void> {
  for await (const _ of operations.IterEnumerateInstancePaths("SBX_Generated", { MaxObjectCount: 30 }));
}

/** Replays at another server; the operations that were made there, what was left out, and how the answers compare. */
async function replay(recorded: readonly RecordedExchange[], there: { wbem: FakeWbem; connection: WbemConnection }) {
  const leftOut: (string | null)[] = [];
  const made: RecordedExchange[] = [];
  const before = there.wbem.requests.length;
  const answers = await record(there, async (client) => {
    const session = new ReplaySession({ client, closing: there.connection.operations });
    for (const exchange of recorded) {
      const reason = await session.repeat(exchange);
      if (reason === null) made.push(exchange);
      else leftOut.push(reason);
    }
    await session.close();
  });
  const operations = there.wbem.requests.slice(before).map(({ operation }) => operation);
  const compared = await compareRecordings(made, answers);
  return { operations, leftOut, verdicts: compared.map(({ difference }) => difference?.kind ?? null) };
}

it.each([
  ["whole", 1_000_000, ["same", "same", "same", "same"]],
  ["cut", 2_000, [null, null, null, null]],
])(
  "pulls again with the contexts that the other server gives, from answers kept %s",
  async (_name, bodyLimit, verdicts) => {
    const recorded = await record(await start(), readAll, bodyLimit);
    const there = await start();
    const found = await replay(recorded, there);
    expect(found.operations).toEqual(["OpenEnumerateInstancePaths", ...Array(3).fill("PullInstancePaths")]);
    expect(found).toMatchObject({ leftOut: [], verdicts });
    expect(there.wbem.sessions.count).toBe(0);
  },
);

it("leaves out what goes on beyond the end there", async () => {
  const recorded = await record(await start(), readAll);
  const found = await replay(recorded, await start({ generatedInstances: 40 }));
  expect(found.operations).toEqual(["OpenEnumerateInstancePaths", "PullInstancePaths"]);
  expect(found.leftOut).toEqual([replayObstacles.hasEnded, replayObstacles.hasEnded]);
  expect(found.verdicts).toEqual(["same", "items"]);
});

it("closes there what has ended here, without a word of it in the comparison", async () => {
  const recorded = await record(await start({ generatedInstances: 40 }), readAll);
  const there = await start();
  const found = await replay(recorded, there);
  expect(found.operations).toEqual(["OpenEnumerateInstancePaths", "PullInstancePaths", "CloseEnumeration"]);
  expect(found.verdicts).toHaveLength(2);
  expect(there.wbem.sessions.count).toBe(0);
});

it("closes what was closed, and what the recording leaves open", async () => {
  const here = await start();
  const left = await record(here, async (operations) => {
    for await (const _ of operations.IterEnumerateInstancePaths("SBX_Generated", { MaxObjectCount: 30 })) break;
  });
  const forgotten = await record(here, (operations) =>
    operations.OpenEnumerateInstances("SBX_Generated", { MaxObjectCount: 1 }),
  );
  const there = await start();
  const { operations } = await replay([...left, ...forgotten], there);
  expect(operations).toEqual([
    "OpenEnumerateInstancePaths",
    "CloseEnumeration",
    "OpenEnumerateInstances",
    "CloseEnumeration",
  ]);
  expect(there.wbem.sessions.count).toBe(0);
});

it("keeps several enumerations apart, and asks for their counts", async () => {
  const recorded = await record(await start(), async (operations) => {
    const paths = await operations.OpenEnumerateInstancePaths("SBX_Generated", { MaxObjectCount: 10 });
    const instances = await operations.OpenEnumerateInstances("SBX_Generated", { MaxObjectCount: 20 });
    if (paths.context === null || instances.context === null) throw new Error("An enumeration is over.");
    await operations.EnumerationCount(paths.context);
    await operations.PullInstancesWithPath(instances.context, 100);
    await operations.PullInstancePaths(paths.context, 100);
  });
  const found = await replay(recorded, await start());
  expect(found).toMatchObject({ leftOut: [], verdicts: Array(5).fill("same") });
});

it("leaves out what changes something, methods whatever they are called, and what has no beginning", async () => {
  const here = await start();
  const pool = instanceName("SBX_StoragePool", { InstanceID: "SBX:ARRAY1:pool0" }, { namespace: "root/cimv2" });
  const recorded = await record(here, async (operations) => {
    await operations.SetProperty(pool, "ElementName", { type: "string", value: "x" });
    await operations.InvokeMethod("GetInstance", className("CIM_System")).catch(() => undefined);
    await operations.GetProperty(pool, "ElementName");
    await readAll(operations);
  });
  const there = await start();
  const found = await replay(
    recorded.filter(({ operation }) => !operation.startsWith("Open")),
    there,
  );
  expect(found.operations).toEqual(["GetProperty"]);
  expect(found.leftOut).toEqual([
    replayObstacles.changing,
    replayObstacles.changing,
    ...Array(3).fill(replayObstacles.noBeginning),
  ]);
});
