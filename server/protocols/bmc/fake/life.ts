/** Now and then something happens on a simulated machine, so that a demo is worth watching. */
import { type FakeHmcClock, systemClock } from "../../hmc/fake/clock";
import { SeededRandom } from "../../hmc/fake/random";
import type { FakeLogEntry } from "./event-log";
import type { FakeBmc } from "./fake-bmc";
import { MANAGER_URI, SYSTEM_URI } from "./uris";

interface BmcLifeOptions {
  /** Mean time between two events. */
  everyMs?: number;
  random?: number;
  clock?: FakeHmcClock;
}

const DEFAULT_EVERY_MS = 20_000;

const LOG_ENTRIES: readonly Pick<FakeLogEntry, "message" | "severity">[] = [
  { severity: "OK", message: "BD8D3404 A user logged on to the service processor" },
  { severity: "OK", message: "BC8A1701 A surveillance check of the hypervisor ended well" },
  { severity: "Warning", message: "110076F1 Fan 2 runs faster than its speed for this temperature" },
  { severity: "Warning", message: "BC20E504 A correctable memory error was counted" },
  { severity: "Critical", message: "110015F1 Power supply 1 has no input" },
];

/**
 * Adds log entries and tells of changed resources until it is stopped, the same ones for the same seed; stop it before
 * closing the simulator.
 */
export function startBmcLife(bmc: FakeBmc, options: BmcLifeOptions = {}): { stop(): void } {
  const { clock = systemClock, everyMs = DEFAULT_EVERY_MS } = options;
  const random = new SeededRandom(options.random ?? 1);
  let cancel = () => {};
  const scheduleNext = () => {
    cancel = clock.schedule(Math.round(everyMs * (0.5 + random.next())), () => {
      happen();
      scheduleNext();
    });
  };
  const happen = () => {
    if (random.next() < 0.5) {
      const { message, severity } = random.pick(LOG_ENTRIES);
      bmc.addLogEntry(message, severity);
    } else {
      bmc.announceChange(random.pick([SYSTEM_URI, MANAGER_URI]));
    }
  };
  scheduleNext();
  return { stop: () => cancel() };
}
