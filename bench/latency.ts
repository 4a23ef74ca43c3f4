import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { type Benchmark, difference, figure, judge, type Row } from "./benchmark";
import { startConsoleUnderTest } from "./console-under-test";
import { openStream } from "./sse-client";
import { percentile } from "./statistics";
import { listenPlainly } from "./stomp-client";

const BUDGET_P95_MS = 25;
const MARK = /"(?:newValue|new-value)":"mark (\d+)"/;

/** Moments at which something arrived, by the number of its mark. */
class Arrivals {
  readonly #moments = new Map<number, number>();
  readonly #waiters = new Map<number, () => void>();

  note(text: string): number | undefined {
    const number = MARK.exec(text)?.[1];
    if (number === undefined) return undefined;
    this.#moments.set(Number(number), performance.now());
    this.#waiters.get(Number(number))?.();
    return Number(number);
  }

  get(number: number): number | undefined {
    return this.#moments.get(number);
  }

  async of(number: number): Promise<number> {
    const known = this.#moments.get(number);
    if (known !== undefined) return known;
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`Mark ${number} did not arrive.`)), 15_000);
      this.#waiters.set(number, () => {
        clearTimeout(limit);
        resolve();
      });
    });
    return this.#moments.get(number) ?? Number.NaN;
  }
}

/** From a change on the device to the event in the browser, beside a plain STOMP client that hears the same frames. */
export const latency: Benchmark = {
  id: "latency",
  title: "Device frame to browser event",
  async run({ buildDirectory, isQuick }) {
    const samples = isQuick ? 100 : 500;
    const console = await startConsoleUnderTest({ buildDirectory, keepListening: true });
    const { device } = console.hmc;
    const [partition] = device.inventory.list("partition");
    if (partition === undefined) throw new Error("The simulated HMC has no partition.");
    const shown = new Arrivals();
    const heard = new Arrivals();
    let early = 0;
    const database = new Database(path.join(console.dataDirectory, "signalbox.db"), { readonly: true });
    const stored = database.prepare("SELECT 1 FROM Notification WHERE id = ?");
    const stream = await openStream(`${console.url}/api/notifications/stream`, console.cookie, (event) => {
      if (shown.note(event) === undefined) return;
      // Another connection sees only what is committed.
      const id = /^id: [^\n]*-(\d+)$/m.exec(event)?.[1];
      if (stored.get(Number(id)) === undefined) early += 1;
    });
    const plain = await listenPlainly(device, console.site.authority.rootPem, (frame) => void heard.note(frame));
    try {
      await device.until(() => device.stompConnections.filter(({ topics }) => topics.length > 0).length === 2);
      const ours: number[] = [];
      const baseline: number[] = [];
      const warmUp = 30;
      for (let number = 0; number < samples + warmUp; number += 1) {
        const sent = performance.now();
        device.inventory.setProperties(partition.uri, { description: `mark ${number}` });
        const [shownAt, heardAt] = await Promise.all([shown.of(number), heard.of(number)]);
        if (number >= warmUp) {
          ours.push(shownAt - sent);
          baseline.push(heardAt - sent);
        }
        // Idle in between, and not in step with any timer.
        await sleep(5 + Math.random() * 20);
      }
      const row = (share: number, budget?: number): Row => {
        const [own, plainly] = [percentile(ours, share), percentile(baseline, share)];
        return {
          name: `Device change to browser event, p${share * 100} of ${samples}`,
          baseline: figure(plainly, "ms"),
          ours: figure(own, "ms"),
          comparison: difference(own, plainly, "ms"),
          budget: budget === undefined ? "" : `${budget} ms`,
          verdict: budget === undefined ? "" : judge(own, budget),
        };
      };
      return [
        row(0.5),
        row(0.95, BUDGET_P95_MS),
        row(0.99),
        {
          name: "Events shown before another reader of the database saw them committed",
          baseline: "",
          ours: String(early),
          comparison: "",
          budget: "0",
          verdict: judge(early, 0),
        },
      ];
    } finally {
      plain.close();
      stream.close();
      database.close();
      await console.close();
    }
  },
};
