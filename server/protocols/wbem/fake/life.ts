/** Now and then something happens on the simulated arrays, so that a demo is worth watching. */
import { type FakeHmcClock, systemClock } from "../../hmc/fake/clock";
import { SeededRandom } from "../../hmc/fake/random";
import type { FakeWbem } from "./fake-wbem";
import { MAIN_NAMESPACE } from "./inventory";
import type { StoredInstance } from "./stored-instance";

export interface WbemLifeOptions {
  /** Mean time between two events. */
  everyMs?: number;
  random?: number;
  clock?: FakeHmcClock;
}

const DEFAULT_EVERY_MS = 6_000;
const DEGRADED = { OperationalStatus: [3], StatusDescriptions: ["Degraded"], HealthState: 10 };
const RECOVERED = { OperationalStatus: [2], StatusDescriptions: ["OK"], HealthState: 5 };

/** Changes temperatures, and lets a port or drive fail and recover; each failure is an alert too. */
export function startWbemLife(wbem: FakeWbem, options: WbemLifeOptions = {}): { stop(): void } {
  const { everyMs = DEFAULT_EVERY_MS, clock = systemClock } = options;
  const random = new SeededRandom(options.random ?? 1);
  const { repository } = wbem;
  let ailing: StoredInstance | undefined;
  let cancel: () => void = () => undefined;
  const pick = (className: string): StoredInstance | undefined => {
    const found = [...repository.instancesOf(repository.getNamespace(MAIN_NAMESPACE), className)];
    return found[Math.floor(random.next() * found.length)];
  };
  const happen = () => {
    const system = pick("SBX_StorageSystem");
    if (system !== undefined) repository.update(system, { Temperature: 18 + Math.floor(random.next() * 12) });
    if (ailing !== undefined) {
      repository.update(ailing, RECOVERED);
      ailing = undefined;
      return;
    }
    if (random.next() < 0.6) return;
    ailing = pick(random.next() < 0.5 ? "SBX_FCPort" : "SBX_DiskDrive");
    if (ailing === undefined) return;
    repository.update(ailing, DEGRADED);
    wbem.indications.alert(ailing, "A component works with less redundancy than it should have.", 3);
  };
  const scheduleNext = () => {
    cancel = clock.schedule(Math.round(everyMs * (0.5 + random.next())), () => {
      happen();
      scheduleNext();
    });
  };
  scheduleNext();
  return { stop: () => cancel() };
}
