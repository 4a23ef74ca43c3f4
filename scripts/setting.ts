import { userInfo } from "node:os";
import { flushAuditHead } from "@/server/services/audit";
import { withInstallation } from "@/server/services/offline";
import { installationSwitches, setInstallationSwitch } from "@/server/services/settings";

// Turns a switch of the whole installation on or off: npm run setting -- allow-insecure on
const [wanted, value] = process.argv.slice(2);
const name = installationSwitches.find((known) => known === wanted);
if (name === undefined || (value !== "on" && value !== "off")) {
  process.stderr.write(`usage: npm run setting -- ${installationSwitches.join("|")} on|off\n`);
  process.exit(2);
}
try {
  await withInstallation(async () => {
    await setInstallationSwitch(name, value === "on", `command line (${userInfo().username})`);
    await flushAuditHead();
  });
  process.stdout.write(`${name} is ${value}\n`);
} catch (error) {
  process.stderr.write(`Nothing was changed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
