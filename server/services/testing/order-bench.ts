import type { Profile } from "@/contracts/profile";
import { createTestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam } from "@/server/data/testing/team";
import type { FakeBmc, FakeBmcOptions } from "@/server/protocols/bmc/fake";
import { startTestBmc } from "@/server/protocols/bmc/testing/connection-target";
import { type DeviceRuntime, getDeviceRuntime } from "../device-runtime";
import { createBmcProfile } from "./bmc-profile";
import { endDeviceRuntime } from "./end-device-runtime";

/** What tests of certificate orders stand on: a database with a team, and BMCs whose hosts answer soon. */
export interface OrderBench {
  team: TestTeam;
  runtime: DeviceRuntime;
  /** Starts a BMC with a profile of the team's. */
  start(options?: Partial<FakeBmcOptions>): Promise<{ bmc: FakeBmc; profile: Profile }>;
  close(): Promise<void>;
}

/** A bench for one test; whoever opens it closes it. */
export async function openOrderBench(): Promise<OrderBench> {
  const stored = await createTestDatabase();
  const team = await createTestTeam();
  const runtime = await getDeviceRuntime();
  const started: FakeBmc[] = [];
  return {
    team,
    runtime,
    async start(options = {}) {
      const bmc = await startTestBmc({ hostWaitMs: 50, ...options });
      started.push(bmc);
      return { bmc, profile: await createBmcProfile(team.administrator, bmc) };
    },
    async close() {
      await endDeviceRuntime();
      await Promise.all(started.map((bmc) => bmc.close()));
      await stored.close();
    },
  };
}
