import { afterEach, describe, expect, it } from "vitest";
import type { BmcConnection } from "./connection";
import { bmcKind } from "./connector";
import type { FakeBmc, FakeBmcOptions, HostPhase } from "./fake";
import { followPower, readPowerMark, watchHost } from "./follow";
import type { HostState } from "./host-readiness";
import { TestBench, targetOf } from "./testing/connection-target";

const SYSTEM = "/redfish/v1/Systems/system";
const bench = new TestBench();
const connections: BmcConnection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy();
  await bench.closeAll();
});

async function connect(options: Partial<FakeBmcOptions> = {}): Promise<{ bmc: FakeBmc; connection: BmcConnection }> {
  const bmc = await bench.start(options);
  const connection = await bmcKind.signOn(targetOf(bmc));
  connections.push(connection);
  return { bmc, connection };
}

describe("readiness of the host", () => {
  it.each<[HostPhase, HostState, boolean]>([
    ["running", "ready", true],
    ["standby", "standby", false],
    ["quiesced", "quiesced", false],
    ["off", "off", false],
    // The hypervisor still says "Off"; the machine knows better.
    ["powering-on", "starting", false],
  ])("of a host that is %s is %s", async (phase, state, canSign) => {
    const { connection } = await connect({ phase });
    expect(await connection.readHostReadiness()).toMatchObject({ state, canSign });
  });

  it("is unknown without the state service, and named without a hypervisor", async () => {
    const silent = await connect({ hasStateService: false });
    expect(await silent.connection.readHostReadiness()).toMatchObject({ state: "unknown", canSign: null });
    const other = await connect({ hasHypervisor: false });
    expect(await other.connection.readHostReadiness()).toMatchObject({ state: "no-hypervisor", canSign: null });
  });

  it("is watched from power-on until the VMI is up, by events", async () => {
    const { bmc, connection } = await connect({ phase: "off" });
    const seen: HostState[] = [];
    const changes = waitForEvents(connection);
    const watch = watchHost((signal) => connection.readHostReadiness(signal), {
      intervalMs: 60_000,
      nextEvent: (await changes).next,
    });
    for await (const { state } of watch) {
      if (seen.length === 0) bmc.machine.reset("On");
      seen.push(state);
    }
    expect(seen[0]).toBe("off");
    expect(seen.at(-1)).toBe("ready");
  });

  it("is watched without events too, and ends with the signal", async () => {
    const { bmc, connection } = await connect({ phase: "off" });
    const controller = new AbortController();
    const seen: HostState[] = [];
    const options = { intervalMs: 5, signal: controller.signal };
    for await (const { state } of watchHost(() => connection.readHostReadiness(), options)) {
      seen.push(state);
      if (state === "off") bmc.machine.setPhase("standby");
      else controller.abort();
    }
    expect(seen).toEqual(["off", "standby"]);
  });
});

/** Remembers that an event came, so that none is missed between two waits. */
async function waitForEvents(connection: BmcConnection) {
  let pending = 0;
  let wake: () => void = () => undefined;
  await connection.subscribe({
    onNotification: () => {
      pending += 1;
      wake();
    },
    onLoss: () => undefined,
    onEnd: () => undefined,
  });
  return {
    next: async () => {
      if (pending === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      pending = 0;
    },
  };
}

describe("power operations", () => {
  it.each([
    ["system-force-off", "ForceOff", "running", "Off"],
    ["system-on", "On", "off", "On"],
    ["system-power-cycle", "PowerCycle", "running", "On"],
  ] as const)("%s is followed to its end", async (operation, resetType, phase, end) => {
    const { connection } = await connect({ phase });
    const before = await readPowerMark(connection.reader, SYSTEM);
    await connection.invoke({ operation, target: SYSTEM, input: {} });
    let last: { powerState: string | null; isDone: boolean } | undefined;
    for await (const progress of followPower(connection.reader, SYSTEM, resetType, before, { intervalMs: 5 })) {
      last = progress;
    }
    expect(last).toEqual({ powerState: end, isDone: true });
  });
});
