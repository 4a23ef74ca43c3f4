import { rm } from "node:fs/promises";
import path from "node:path";
import { startLife, testSiteInventory } from "@/server/protocols/hmc/fake";
import { ConsoleClient } from "./console-client";
import { ConsoleProcess } from "./console-process";
import { ensureMasterKey } from "./master-key.mjs";
import { root, say } from "./progress.mjs";
import { type Seed, seedConsole } from "./seed";
import { startSimulatedSite } from "./simulated-hmcs";

const seed: Seed = {
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
  },
  tags: { HMC1: ["production"], HMC2: ["test"], HMC3: ["new"] },
  keepListening: true,
};

/** Inside the time in which the console warns. */
const DAYS_TO_EXPIRY = 9;

const buildDirectory = process.env.SIGNALBOX_BUILD;
if (buildDirectory === undefined) throw new Error("Start the demo with: npm run demo");

// The simulated devices are new ones at every start, so what is stored about the old ones would only mislead.
const dataDirectory = path.join(root, "data", "demo");
await rm(dataDirectory, { recursive: true, force: true });

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
);
const lives = site.hmcs.map(({ device }, index) => startLife(device, { random: index + 1 }));
say("Starting the console ...");
const running = await ConsoleProcess.start({
  buildDirectory,
  dataDirectory,
  port: Number(process.env.SIGNALBOX_PORT ?? 3000),
  env: {
    ...ensureMasterKey(dataDirectory),
    SIGNALBOX_ALLOWED_ADDRESSES: site.allowedAddresses,
    SIGNALBOX_DEMO: "1",
    SIGNALBOX_LOG_LEVEL: process.env.SIGNALBOX_LOG_LEVEL ?? "warn",
  },
  onLine: (line) => {
    if (line.startsWith("{")) process.stderr.write(`${line}\n`);
  },
});

let isEnding = false;
async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await running.stop();
  for (const life of lives) life.stop();
  await site.close();
  process.exit(code);
}
process.on("SIGINT", () => void end(0));
process.on("SIGTERM", () => void end(0));

try {
  say("Preparing a team and its profiles ...");
  const token = await running.readFirstRunToken();
  await seedConsole(new ConsoleClient(running.url), token, site, seed);
} catch (error) {
  process.stderr.write(`The demo could not be prepared: ${error instanceof Error ? error.message : String(error)}\n`);
  await end(1);
}

say("");
say(`  Signalbox with simulated devices:  ${running.url}`);
for (const { role, email, password } of seed.people) {
  say(`  ${role.padEnd(14)} ${email.padEnd(24)} ${password}`);
}
say("");
say("  Ctrl+C ends it. Every start begins anew.");
