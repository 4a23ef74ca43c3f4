import { getRuntime } from "@/server/runtime/registry";

/** Ends all that the device runtime of a test does by itself, and forgets it: the next test begins with one of its own. */
export async function endDeviceRuntime(): Promise<void> {
  const { services } = getRuntime();
  const { prober, runner, orphans, hub, pool } = (await services.deviceRuntime) ?? {};
  for (const hold of [prober, runner, orphans, hub, pool]) await hold?.stop();
  delete services.deviceRuntime;
}
