import { startDeviceLife } from "@/server/services/device-life";
import { announceFirstRun } from "@/server/services/first-run";
import { startInbound } from "@/server/services/inbound";
import { startStorage } from "@/server/services/storage";
import { getRuntime, onListening } from "./registry";
import { whenUnsealed } from "./seal-state";

/**
 * Starts what outlives a request, once per process: database and master key first, then everything that holds devices,
 * which waits for the master passphrase where the console was started sealed.
 * @throws MigrationError, DurabilityError, MasterKeyError: the console must not serve
 */
export async function boot(): Promise<void> {
  await startStorage();
  onListening("first-run", (url) => announceFirstRun(url, (text) => void process.stdout.write(text)));
  await whenUnsealed("devices", async () => {
    await startInbound();
    await startDeviceLife();
  });
  await whenUnsealed("readiness", () => {
    getRuntime().isReady = true;
  });
}
