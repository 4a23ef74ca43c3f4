/** Bad days on demand, for single answers. */
import type { CimInstance } from "../model/objects";

export type WbemFault =
  | { kind: "delay"; delayMs: number }
  /** The first bytes of the body are sent, then nothing more, and the connection stays open. */
  | { kind: "stall"; afterBytes?: number }
  /** The request is read and never answered. */
  | { kind: "hang" }
  /** The TCP connection is reset without an answer; `afterBytes` of the body are sent before. */
  | { kind: "reset"; afterBytes?: number }
  /** The connection ends without an answer. */
  | { kind: "close" }
  /** The HTTP message is complete, and its XML breaks off. */
  | { kind: "truncate" }
  /** The answer comes in this many pieces with a pause before each. */
  | { kind: "drip"; pieces: number; everyMs: number }
  /** Another HTTP answer; without a length the connection stays open after its headers. */
  | { kind: "http"; status: number; headers?: Readonly<Record<string, string>>; body?: string; isOpenEnded?: boolean }
  /** The operation fails with this status code. */
  | { kind: "status"; code: number; description?: string; instances?: readonly CimInstance[] }
  /** The operation fails after so many objects, which only the trailers say. */
  | { kind: "late-error"; afterItems: number; code: number; description: string }
  /** The right answer, changed. */
  | { kind: "rewrite"; rewrite: (xml: string) => string | Uint8Array }
  /** Other bytes instead of the right answer. */
  | { kind: "body"; body: string | Uint8Array | (() => Iterable<string | Uint8Array>) };

export interface FaultScope {
  /** Name of the operation or method. */
  operation?: string | RegExp;
  /** How often; default once. */
  times?: number;
}

/** Faults that wait for a request. */
export class WbemFaults {
  #waiting: { fault: WbemFault; scope: FaultScope; left: number }[] = [];

  /** Adds a fault; the returned function takes it away again. */
  add(fault: WbemFault, scope: FaultScope = {}): () => void {
    const entry = { fault, scope, left: scope.times ?? 1 };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  take(operation: string): WbemFault | undefined {
    const found = this.#waiting.find(({ scope, left }) => {
      const wanted = scope.operation ?? operation;
      return left > 0 && (typeof wanted === "string" ? wanted === operation : wanted.test(operation));
    });
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault;
  }

  clear(): void {
    this.#waiting = [];
  }
}
