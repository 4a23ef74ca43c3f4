import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { createProfile } from "@/contracts/endpoints/profiles";
import type { Profile } from "@/contracts/profile";
import { ConsoleClient } from "@/scripts/console-client";
import { ConsoleProcess } from "@/scripts/console-process";
import { ensureMasterKey } from "@/scripts/master-key.mjs";
import { profileInputFor, type Seeded, seedConsole } from "@/scripts/seed";
import type { SimulatedBmcRequest } from "@/scripts/simulated-bmcs";
import { type SimulatedHmc, type SimulatedSite, startSimulatedSite } from "@/scripts/simulated-hmcs";
import type { SimulatedWbemRequest } from "@/scripts/simulated-wbem";
import type { FakeHmcOptions } from "@/server/protocols/hmc/fake";
import { people, seed } from "../fixtures/people";

export interface OwnConsoleOptions {
  /** Names of the simulated HMCs; one profile is stored for each. */
  hmcs?: readonly string[];
  /** Simulated BMCs, with a profile for each likewise. */
  bmcs?: readonly SimulatedBmcRequest[];
  /** Simulated WBEM servers, likewise. */
  wbemServers?: readonly SimulatedWbemRequest[];
  device?: Omit<FakeHmcOptions, "tls">;
  env?: Readonly<Record<string, string>>;
  keepListening?: boolean;
}

/** A console whose process, database and devices a test may break. */
export class OwnConsole {
  readonly dataDirectory: string;
  readonly site: SimulatedSite;
  readonly env: Readonly<Record<string, string>>;
  process: ConsoleProcess;
  seeded: Seeded = { teamId: "", bundleId: "", profiles: [] };
  /** What the processes of this data directory have written, all of them. */
  readonly #earlier: string[] = [];
  #api: ConsoleClient;

  private constructor(dataDirectory: string, site: SimulatedSite, env: Record<string, string>, first: ConsoleProcess) {
    this.dataDirectory = dataDirectory;
    this.site = site;
    this.env = env;
    this.process = first;
    this.#api = new ConsoleClient(first.url);
  }

  /** Starts devices and console without any data in it. */
  static async startEmpty(options: OwnConsoleOptions = {}): Promise<OwnConsole> {
    const dataDirectory = await mkdtemp(path.join(os.tmpdir(), "signalbox-security-"));
    const site = await startSimulatedSite(options.hmcs ?? ["HMC1"], options.device, options.bmcs, options.wbemServers);
    const key = options.env?.SIGNALBOX_MASTER_KEY_PASSPHRASE === undefined ? ensureMasterKey(dataDirectory) : {};
    const env = { SIGNALBOX_ALLOWED_ADDRESSES: site.allowedAddresses, ...key, ...options.env };
    const first = await startProcess(dataDirectory, env, 0);
    return new OwnConsole(dataDirectory, site, env, first);
  }

  /** Starts devices and console with the tests' team and a profile for each device. */
  static async start(options: OwnConsoleOptions = {}): Promise<OwnConsole> {
    const own = await OwnConsole.startEmpty(options);
    await own.seed(options.keepListening);
    return own;
  }

  async seed(keepListening = false): Promise<void> {
    const token = await this.process.readFirstRunToken();
    this.seeded = await seedConsole(this.api, token, this.site, { ...seed, keepListening });
  }

  get url(): string {
    return this.process.url;
  }

  /** The API as the first administrator sees it. */
  get api(): ConsoleClient {
    return this.#api;
  }

  get hmc(): SimulatedHmc {
    const [first] = this.site.hmcs;
    if (first === undefined) throw new Error("There is no simulated device.");
    return first;
  }

  get profile(): Profile {
    const [first] = this.seeded.profiles;
    if (first === undefined) throw new Error("There is no profile.");
    return first;
  }

  get databaseFile(): string {
    return path.join(this.dataDirectory, "signalbox.db");
  }

  get output(): string {
    return [...this.#earlier, this.process.output].join("\n");
  }

  /** One more profile for the first device. */
  async addProfile(name: string): Promise<Profile> {
    const body = { ...profileInputFor(this.hmc, this.seeded.bundleId), name };
    return this.api.call(createProfile, { body });
  }

  /** A client signed in as one of the seeded people. */
  async clientOf(role: keyof typeof people): Promise<ConsoleClient> {
    const client = new ConsoleClient(this.url);
    await client.signIn(people[role].email, people[role].password);
    return client;
  }

  /** Ends the process by the signal and starts another one with the same data on the same port. */
  async restart(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    await this.process.stop(signal);
    this.#earlier.push(this.process.output);
    this.process = await startProcess(this.dataDirectory, this.env, Number(new URL(this.url).port));
  }

  /** What the database file holds now, read past the console. */
  query(sql: string, ...parameters: unknown[]): Record<string, unknown>[] {
    const database = new SqliteDatabase(this.databaseFile, { readonly: true });
    try {
      return database.prepare(sql).all(...parameters) as Record<string, unknown>[];
    } finally {
      database.close();
    }
  }

  async close(): Promise<void> {
    await this.process.stop();
    await this.site.close();
    await rm(this.dataDirectory, { recursive: true, force: true });
  }
}

/** Starts the built console. @throws Error with what it wrote when it does not start */
export function startProcess(
  dataDirectory: string,
  env: Readonly<Record<string, string | undefined>>,
  port = 0,
): Promise<ConsoleProcess> {
  const buildDirectory = process.env.SIGNALBOX_BUILD;
  if (buildDirectory === undefined) throw new Error("The global setup has not named a build.");
  return ConsoleProcess.start({ buildDirectory, dataDirectory, env, port });
}
