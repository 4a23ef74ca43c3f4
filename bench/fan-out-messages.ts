/** What the processes of the fan-out tell each other. */

export interface Arrival {
  number: number;
  latencyMs: number;
}

export interface ClientsResult {
  lost: number;
  duplicates: number;
  /** Events that came after a later one. */
  misplaced: number;
  /** Streams that ended early. */
  ended: number;
  medianMs: number;
  p99Ms: number;
}

export type ClientsRequest =
  | { type: "open"; url: string; cookies: readonly string[] }
  | { type: "have-all"; number: number }
  | { type: "count"; first: number; last: number };

export type ClientsAnswer =
  | { type: "opened" }
  | { type: "failed"; reason: string }
  | { type: "have-all"; is: boolean }
  | { type: "counted"; result: ClientsResult };

/** Number of an event and the moment at which it happened, inside the event itself. */
export const MARK = /"newValue":"mark (\d+) at (\d+)"/;

export function markText(number: number): string {
  return `mark ${number} at ${nowUs()}`;
}

/** Microseconds of the monotonic clock, which all processes of a machine share. */
export function nowUs(): number {
  return Math.round(Number(process.hrtime.bigint() / 1_000n));
}
