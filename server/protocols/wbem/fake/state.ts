/** What the operations of the simulated server work on. */
import type { Timers } from "../../hmc/fake/clock";
import type { Arguments } from "./arguments";
import type { FakeNamespace } from "./namespace";
import type { WriterContext } from "./object-writer";
import type { FakeWbemSettings } from "./options";
import type { PullSessions } from "./pull-sessions";
import type { Quirks } from "./quirks";
import type { Repository } from "./repository";

export interface WbemState {
  readonly settings: FakeWbemSettings;
  readonly quirks: Quirks;
  readonly repository: Repository;
  readonly sessions: PullSessions;
  readonly timers: Timers;
  readonly writer: WriterContext;
  readonly now: () => Date;
}

/** One call of an intrinsic operation. */
export interface Call {
  readonly state: WbemState;
  readonly namespace: FakeNamespace;
  readonly args: Arguments;
}

/** What an operation returns, written while it is sent. */
export interface Outcome {
  /** Children of IRETURNVALUE; null where the operation has no result. */
  items: Iterable<string> | null;
  /** Elements after it, asked for when all items are written. */
  outputs?: () => string;
}

export const nothing: Outcome = { items: null };

/** An intrinsic operation. */
export interface Operation {
  parameters: readonly string[];
  run(call: Call): Outcome;
}
