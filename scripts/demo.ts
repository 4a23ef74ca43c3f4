import { rm } from "node:fs/promises";
import path from "node:path";
import { type Demo, demoSeed, startDemo } from "./demo-console";
import { root, say } from "./progress.mjs";

const buildDirectory = process.env.SIGNALBOX_BUILD;
if (buildDirectory === undefined) throw new Error("Start the demo with: npm run demo");

let demo: Demo | undefined;
let isEnding = false;
async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await demo?.close();
  process.exit(code);
}
process.on("SIGINT", () => void end(0));
process.on("SIGTERM", () => void end(0));

// The simulated devices are new ones at every start, so what is stored about the old ones would only mislead.
const dataDirectory = path.join(root, "data", "demo");
await rm(dataDirectory, { recursive: true, force: true });
try {
  demo = await startDemo({
    buildDirectory,
    dataDirectory,
    port: Number(process.env.SIGNALBOX_PORT ?? 3000),
    logLevel: process.env.SIGNALBOX_LOG_LEVEL,
    onLine: (line) => {
      if (line.startsWith("{")) process.stderr.write(`${line}\n`);
    },
  });
} catch (error) {
  process.stderr.write(`The demo could not be prepared: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

say("");
say(`  Signalbox with simulated devices:  ${demo.url}`);
for (const { role, email, password } of demoSeed.people) {
  say(`  ${role.padEnd(14)} ${email.padEnd(24)} ${password}`);
}
say("");
for (const { name, device } of [...demo.site.hmcs, ...demo.site.bmcs, ...demo.site.wbemServers]) {
  const port = "httpsPort" in device ? device.httpsPort : device.port;
  say(`  ${name.padEnd(14)} ${`127.0.0.1:${port}`.padEnd(24)} ${demoSeed.descriptions?.[name] ?? ""}`);
}
say("");
say("  Ctrl+C ends it. Every start begins anew.");
