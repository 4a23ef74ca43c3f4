import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Profile } from "@/contracts/profile";
import { ConsoleClient } from "@/scripts/console-client";
import { ConsoleProcess } from "@/scripts/console-process";
import { ensureMasterKey } from "@/scripts/master-key.mjs";
import { type Person, seedConsole } from "@/scripts/seed";
import { type SimulatedHmc, type SimulatedSite, startSimulatedSite } from "@/scripts/simulated-hmcs";
import type { FakeHmcOptions } from "@/server/protocols/hmc/fake";

export const administrator: Person = {
  name: "Ada Admin",
  email: "ada@example.test",
  password: "ada-has-a-long-password",
  role: "administrator",
};

/** A built console with a team, one simulated HMC and a profile for it, and where wanted a device of each other kind. */
export interface ConsoleUnderTest {
  url: string;
  pid: number;
  dataDirectory: string;
  site: SimulatedSite;
  hmc: SimulatedHmc;
  profile: Profile;
  /** Of every device. */
  profiles: readonly Profile[];
  bundleId: string;
  teamId: string;
  /** Signed in as the administrator. */
  client: ConsoleClient;
  cookie: string;
  /** Everything the console has written. */
  readonly output: string;
  close(): Promise<void>;
}

export interface ConsoleUnderTestOptions {
  buildDirectory: string;
  keepListening?: boolean;
  hmc?: Omit<FakeHmcOptions, "tls">;
  /** A simulated BMC and a simulated WBEM server, too. */
  hasEveryKind?: boolean;
  /** Addresses of further simulated devices. */
  allowedAddresses?: string;
}

/** A temporary directory with a master key in it, and how a console is told of both. */
export async function makeDataDirectory(): Promise<{ dataDirectory: string; env: Record<string, string> }> {
  const dataDirectory = await mkdtemp(path.join(os.tmpdir(), "signalbox-bench-"));
  return { dataDirectory, env: { ...ensureMasterKey(dataDirectory), SIGNALBOX_LOG_LEVEL: "warn" } };
}

/** The cookies of a signed-in client as a header. */
export function cookieOf(client: ConsoleClient): string {
  return [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

/** Starts a console of the given build with data and devices of its own. */
export async function startConsoleUnderTest(options: ConsoleUnderTestOptions): Promise<ConsoleUnderTest> {
  const { dataDirectory, env } = await makeDataDirectory();
  const site = await (options.hasEveryKind === true
    ? startSimulatedSite(["HMC1"], options.hmc, [{ name: "BMC1" }], [{ name: "WBEM1", generatedInstances: 100 }])
    : startSimulatedSite(["HMC1"], options.hmc));
  const allowedAddresses = [site.allowedAddresses, options.allowedAddresses ?? ""].join(",");
  const running = await ConsoleProcess.start({
    buildDirectory: options.buildDirectory,
    dataDirectory,
    startLimitMs: 120_000,
    env: { ...env, SIGNALBOX_ALLOWED_ADDRESSES: allowedAddresses },
  });
  const close = async () => {
    await running.stop();
    await site.close();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  try {
    const client = new ConsoleClient(running.url);
    const seeded = await seedConsole(client, await running.readFirstRunToken(), site, {
      teamName: "Benchmark",
      people: [administrator],
      keepListening: options.keepListening ?? false,
    });
    const [profile] = seeded.profiles;
    const [hmc] = site.hmcs;
    if (profile === undefined || hmc === undefined || running.pid === undefined) throw new Error("Nothing was seeded.");
    return {
      url: running.url,
      pid: running.pid,
      dataDirectory,
      site,
      hmc,
      profile,
      profiles: seeded.profiles,
      bundleId: seeded.bundleId,
      teamId: seeded.teamId,
      client,
      cookie: cookieOf(client),
      get output() {
        return running.output;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
