/** Bad days: answers that are not what the BMC would say. */
import type { FakeReply } from "./model";

export type FakeFault =
  /** Another answer than the right one. */
  | { kind: "reply"; reply: FakeReply }
  /** The right answer with status 500 and an error beside the data (section 8). */
  | { kind: "partial" }
  /** The connection ends before, or in the middle of, the answer. */
  | { kind: "cut" }
  | { kind: "truncate" }
  | { kind: "delay"; delayMs: number };

export interface FaultPattern {
  method?: string;
  /** Exact path, or a pattern. */
  path?: string | RegExp;
  /** How often; default once. */
  times?: number;
}

/** Faults that wait for a request. */
export class FaultList {
  #waiting: { fault: FakeFault; pattern: FaultPattern; left: number }[] = [];

  add(fault: FakeFault, pattern: FaultPattern = {}): void {
    this.#waiting.push({ fault, pattern, left: pattern.times ?? 1 });
  }

  take(method: string, path: string): FakeFault | undefined {
    const found = this.#waiting.find(({ pattern }) => {
      const isPath = typeof pattern.path === "string" ? pattern.path === path : (pattern.path?.test(path) ?? true);
      return isPath && (pattern.method ?? method) === method;
    });
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#waiting = this.#waiting.filter((one) => one !== found);
    return found.fault;
  }
}
