/** Now and then something happens on the simulated machines, so that a demo is worth watching. */
import type { FakeHmcClock } from "./clock";
import { systemClock } from "./clock";
import type { FakeHmc } from "./fake-hmc";
import type { FakeObject, Properties } from "./model";
import { text } from "./model";
import { SeededRandom } from "./random";

export interface LifeOptions {
  /** Mean time between two events. */
  everyMs?: number;
  random?: number;
  clock?: FakeHmcClock;
}

export interface Life {
  stop(): void;
}

const DEFAULT_EVERY_MS = 4_000;
const RECOVERY_EVENTS = 3;

const OS_MESSAGES: readonly string[] = [
  "IEE600I REPLY TO 01 IS;CANCEL\n",
  "$HASP395 PAYROLL1 ENDED - RC=0000\n",
  "IEF404I BATCH01 - ENDED - TIME=12.04.11\n",
  "IST663I INIT OTHER REQUEST FAILED\n",
];

const SECURITY_EVENTS: readonly { id: string; name: string; message: (userid: string) => string }[] = [
  { id: "1941", name: "User Logon", message: (userid) => `User ${userid} has logged on to the Web Services API.` },
  { id: "1942", name: "User Logoff", message: (userid) => `User ${userid} has logged off from the Web Services API.` },
  { id: "1413", name: "Logon Failed", message: (userid) => `A logon of user ${userid} failed.` },
];

/** Changes weights, temperatures and now and then a status; what was disturbed recovers a few events later. */
class LivingMachines implements Life {
  readonly #hmc: FakeHmc;
  readonly #random: SeededRandom;
  readonly #clock: FakeHmcClock;
  readonly #everyMs: number;
  #recoveries: { uri: string; status: string; inEvents: number }[] = [];
  #cancel: () => void = () => undefined;

  constructor(hmc: FakeHmc, options: LifeOptions) {
    this.#hmc = hmc;
    this.#random = new SeededRandom(options.random ?? 1);
    this.#clock = options.clock ?? systemClock;
    this.#everyMs = options.everyMs ?? DEFAULT_EVERY_MS;
    this.#scheduleNext();
  }

  stop(): void {
    this.#cancel();
  }

  #scheduleNext(): void {
    const delayMs = Math.round(this.#everyMs * (0.5 + this.#random.next()));
    this.#cancel = this.#clock.schedule(delayMs, () => {
      this.#happen();
      this.#scheduleNext();
    });
  }

  #happen(): void {
    this.#recover();
    this.#warm();
    const chance = this.#random.next();
    if (chance < 0.6) this.#shiftWeight();
    else if (chance < 0.75) this.#disturb();
    else if (chance < 0.9) this.#speak();
    else this.#logEvent();
  }

  #recover(): void {
    for (const recovery of this.#recoveries) recovery.inEvents -= 1;
    const due = this.#recoveries.filter((recovery) => recovery.inEvents <= 0);
    this.#recoveries = this.#recoveries.filter((recovery) => recovery.inEvents > 0);
    for (const { uri, status } of due) {
      const current = this.#hmc.inventory.find(uri)?.properties.status;
      if (current === "degraded" || current === "exceptions") this.#hmc.inventory.setStatus(uri, status);
    }
  }

  #warm(): void {
    for (const cpc of this.#hmc.inventory.list("cpc")) {
      const watts = Number(cpc.properties["cpc-power-consumption"]);
      this.#hmc.inventory.setProperties(cpc.uri, {
        "cpc-power-consumption": Math.max(5_000, watts + this.#random.integer(-150, 150)),
        "zcpc-ambient-temperature": this.#random.integer(200, 235) / 10,
      });
    }
  }

  #shiftWeight(): void {
    const object = this.#pickRunning();
    if (object === undefined) return;
    const property = object.class === "partition" ? "current-ifl-processing-weight" : "current-processing-weight";
    const weight = Math.max(1, Number(object.properties[property] ?? 100) + this.#random.integer(-20, 20));
    const changes: Properties = { [property]: weight };
    this.#hmc.inventory.setProperties(object.uri, changes);
  }

  #disturb(): void {
    const object = this.#pickRunning();
    if (object === undefined) return;
    const status = text(object.properties, "status");
    this.#recoveries.push({ uri: object.uri, status, inEvents: RECOVERY_EVENTS });
    this.#hmc.inventory.setStatus(object.uri, object.class === "partition" ? "degraded" : "exceptions");
  }

  #speak(): void {
    const lpars = this.#hmc.inventory.list("logical-partition");
    const operating = lpars.filter((lpar) => lpar.properties.status === "operating");
    if (operating.length === 0) return;
    this.#hmc.publishOsMessage(this.#random.pick(operating), { text: this.#random.pick(OS_MESSAGES) });
  }

  #logEvent(): void {
    const event = this.#random.pick(SECURITY_EVENTS);
    const userid = this.#random.pick(["sysprog", "operator", "automation"]);
    this.#hmc.publishLogEntry("security", { id: event.id, name: event.name, message: event.message(userid), userid });
  }

  #pickRunning(): FakeObject | undefined {
    const { inventory } = this.#hmc;
    const running = [...inventory.list("partition"), ...inventory.list("logical-partition")].filter((object) =>
      ["active", "operating"].includes(text(object.properties, "status")),
    );
    return running.length === 0 ? undefined : this.#random.pick(running);
  }
}

/** Brings the machines of a simulator to life until it is stopped; stop it before closing the simulator. */
export function startLife(hmc: FakeHmc, options: LifeOptions = {}): Life {
  return new LivingMachines(hmc, options);
}
