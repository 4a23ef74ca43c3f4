import { createWbemSubscription } from "@/contracts/endpoints/wbem";
import type { Profile } from "@/contracts/profile";
import { startBmcLife } from "@/server/protocols/bmc/fake";
import { startLife, testSiteInventory } from "@/server/protocols/hmc/fake";
import { MAIN_NAMESPACE, STORAGE_NAMESPACE, startWbemLife } from "@/server/protocols/wbem/fake";
import { ConsoleClient } from "./console-client";
import { ConsoleProcess } from "./console-process";
import { orderCertificate } from "./demo-order";
import { ensureMasterKey } from "./master-key.mjs";
import { say } from "./progress.mjs";
import { type Seed, seedConsole } from "./seed";
import { type SimulatedSite, startSimulatedSite } from "./simulated-hmcs";

/** The demo's team and what its profiles say. */
export const demoSeed: Seed = {
  teamName: "Mainframe Operations",
  people: [
    { name: "Ada Admin", email: "admin@demo.example", password: "demo-administrator", role: "administrator" },
    { name: "Otto Operator", email: "operator@demo.example", password: "demo-operator-1", role: "operator" },
    { name: "Vera Viewer", email: "viewer@demo.example", password: "demo-viewer-123", role: "viewer" },
  ],
  descriptions: {
    HMC1: "Production site, simulated",
    HMC2: "Test site, simulated; its certificate ends soon",
    HMC3: "New machine, simulated; its certificate comes from an authority nobody has trusted yet",
    BMC1: "POWER server, simulated; its hypervisor runs and signs certificates",
    BMC2: "POWER server, simulated; it is off, and its hypervisor runs a minute after it is powered on",
    BMC3: "POWER server, simulated; the client certificate ordered for its VMI ends soon",
    WBEM1: "Storage arrays and servers, simulated; one class has 50,000 instances",
    WBEM2: "An older WBEM server, simulated: Digest, no pull operations, keys without types",
  },
  tags: {
    HMC1: ["production"],
    HMC2: ["test"],
    HMC3: ["new"],
    BMC1: ["production"],
    BMC2: ["test"],
    BMC3: ["production"],
    WBEM1: ["production"],
    WBEM2: ["test"],
  },
  keepListening: true,
  hasInbound: true,
};

/** Inside the time in which the console warns. */
const DAYS_TO_EXPIRY = 9;
/** Inside the last week, which is when a renewal of a certificate as short-lived as this one is due. */
const CLIENT_DAYS_TO_EXPIRY = 6.5;
const BOOT_MS = 60_000;
/** Long enough to see a storage job progress. */
const JOB_MS = 15_000;
/** What servers did that know no more than version 2.0 of the DTD. */
const olderServer = { pullStatus: 7, keyTypes: "none", outputType: "none", embeddedSpelling: "both" } as const;

export interface DemoOptions {
  /** As `prepareConsole` returned it. */
  buildDirectory: string;
  /** Must be empty or missing. */
  dataDirectory: string;
  /** 0 takes a free port. */
  port: number;
  logLevel?: string;
  onLine?: (line: string) => void;
}

/** Asks a simulated WBEM server to send its alerts to the console. */
async function subscribeToAlerts(client: ConsoleClient, { id }: Profile): Promise<void> {
  const query = "SELECT * FROM CIM_AlertIndication";
  const sourceNamespaces = [MAIN_NAMESPACE, STORAGE_NAMESPACE];
  const body = { name: "alerts", query, sourceNamespaces, url: null };
  await client.call(createWbemSubscription, { params: { profileId: id }, body });
}

export interface Demo {
  url: string;
  site: SimulatedSite;
  close: () => Promise<void>;
}

/**
 * Starts simulated devices with a life of their own and a console whose team has a profile for each.
 * @throws Error when the console does not start or cannot be filled.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  say("Starting the simulated devices ...");
  const site = await startSimulatedSite(
    [
      "HMC1",
      {
        name: "HMC2",
        inventory: testSiteInventory({ hmcName: "HMC2" }),
        notAfter: new Date(Date.now() + DAYS_TO_EXPIRY * 24 * 3600_000),
      },
      { name: "HMC3", inventory: testSiteInventory({ hmcName: "HMC3" }), isForeign: true },
    ],
    { jobDurationMs: 4_000, statusLagMs: 400 },
    [
      { name: "BMC1", hasFactoryCertificate: true, serialNumber: "785DEF1", logEntries: 40, signMs: 3_000 },
      { name: "BMC2", phase: "off", bootMs: BOOT_MS, hasRoot: false, serialNumber: "785DEF2" },
      { name: "BMC3", validityDays: CLIENT_DAYS_TO_EXPIRY, model: "9080-HEX", serialNumber: "785DEF3" },
    ],
    [
      { name: "WBEM1", jobMs: JOB_MS },
      { name: "WBEM2", jobMs: JOB_MS, authentication: "digest", generatedInstances: 500, quirks: olderServer },
    ],
  );
  const lives = [
    ...site.hmcs.map(({ device }, index) => startLife(device, { random: index + 1 })),
    ...site.bmcs.map(({ device }, index) => startBmcLife(device, { random: index + 1 })),
    ...site.wbemServers.map(({ device }, index) => startWbemLife(device, { random: index + 1 })),
  ];
  let running: ConsoleProcess | undefined;
  const close = async () => {
    await running?.stop();
    for (const life of lives) life.stop();
    await site.close();
  };
  try {
    say("Starting the console ...");
    running = await ConsoleProcess.start({
      buildDirectory: options.buildDirectory,
      dataDirectory: options.dataDirectory,
      port: options.port,
      env: {
        ...ensureMasterKey(options.dataDirectory),
        SIGNALBOX_ALLOWED_ADDRESSES: site.allowedAddresses,
        SIGNALBOX_DEMO: "1",
        SIGNALBOX_INBOUND_PORT: "0",
        SIGNALBOX_LOG_LEVEL: options.logLevel ?? "warn",
      },
      onLine: options.onLine,
    });
    say("Preparing a team and its profiles ...");
    const token = await running.readFirstRunToken();
    const client = new ConsoleClient(running.url);
    const { profiles } = await seedConsole(client, token, site, demoSeed);
    const named = (wanted: string) => profiles.find(({ name }) => name === wanted);
    const [bmc, wbem] = [named("BMC3"), named("WBEM1")];
    if (bmc !== undefined) await orderCertificate(client, bmc);
    if (wbem !== undefined) await subscribeToAlerts(client, wbem);
    return { url: running.url, site, close };
  } catch (error) {
    await close();
    throw error;
  }
}
