/** Enumerations that are open (DSP0200, section 5.3.2.24). */
import { randomUUID } from "node:crypto";
import type { Timers } from "../../hmc/fake/clock";
import type { FakeWbemSettings } from "./options";
import type { Quirks } from "./quirks";
import { CimRefusal, cimStatus } from "./refusals";

/** What an enumeration yields; each kind has its own operation to go on with. */
export type PullKind = "instances-with-path" | "paths" | "instances";

interface Session {
  kind: PullKind;
  namespace: string;
  items: Iterator<string>;
  /** How many objects there are, counted when somebody asks. */
  total: () => number;
  handedOut: number;
  /** Taken from the items already, since only the next one tells whether the end is reached. */
  next: IteratorResult<string>;
  timeoutMs: number;
  cancelTimeout: () => void;
  pulls: number;
}

/** What an enumeration is of. */
export interface PullSource {
  kind: PullKind;
  namespace: string;
  items: Iterable<string>;
  total: () => number;
}

export interface Pull {
  items: Iterable<string>;
  /** Null once the enumeration is closed; known when all items are taken. */
  context: () => string | null;
}

export class PullSessions {
  readonly #open = new Map<string, Session>();
  readonly #timers: Timers;
  readonly #settings: FakeWbemSettings;
  readonly #quirks: Quirks;
  /** Enumerations that clients have closed before the end. */
  closed = 0;

  constructor(timers: Timers, settings: FakeWbemSettings, quirks: Quirks) {
    this.#timers = timers;
    this.#settings = settings;
    this.#quirks = quirks;
  }

  /** Enumerations that are open now. */
  get count(): number {
    return this.#open.size;
  }

  /**
   * Opens an enumeration and takes the first objects.
   * @throws CimRefusal 22 for a timeout that is not allowed, 27 where too many are open.
   */
  start(
    { kind, namespace, items, total }: PullSource,
    { timeoutSeconds, most }: { timeoutSeconds: number | null; most: number },
  ): Pull {
    const { longestTimeoutSeconds, allowsEndlessTimeout, mostSessions, sessionTimeoutMs } = this.#settings;
    if (timeoutSeconds === 0 && !allowsEndlessTimeout) {
      throw new CimRefusal(cimStatus.invalidOperationTimeout, "An enumeration without a timeout is not allowed.");
    }
    if (timeoutSeconds !== null && timeoutSeconds > longestTimeoutSeconds) {
      throw new CimRefusal(cimStatus.invalidOperationTimeout, `The timeout may be ${longestTimeoutSeconds} s at most.`);
    }
    if (this.#open.size >= mostSessions) {
      throw new CimRefusal(cimStatus.serverLimitsExceeded, "Too many enumerations are open.");
    }
    const iterator = items[Symbol.iterator]();
    const timeoutMs = timeoutSeconds === null ? sessionTimeoutMs : timeoutSeconds * 1000;
    const session = {
      kind,
      namespace,
      items: iterator,
      total,
      handedOut: 0,
      next: iterator.next(),
      timeoutMs,
      cancelTimeout: () => undefined,
      pulls: 0,
    };
    return this.#take(session, most);
  }

  /** @throws CimRefusal 21 for a context that is unknown, closed, expired or of another kind. */
  pull(kind: PullKind, namespace: string, context: string, most: number): Pull {
    const session = this.#find(namespace, context);
    if (session.kind !== kind) {
      throw new CimRefusal(cimStatus.invalidEnumerationContext, "The enumeration is of another kind.");
    }
    this.#forget(context);
    return this.#take(session, most);
  }

  /** @throws CimRefusal 21 for a context that is unknown. */
  close(namespace: string, context: string): void {
    this.#find(namespace, context);
    this.#forget(context);
    this.closed += 1;
  }

  /** How many objects are still to come. @throws CimRefusal 21 for a context that is unknown. */
  remaining(namespace: string, context: string): number {
    const { total, handedOut } = this.#find(namespace, context);
    return total() - handedOut;
  }

  #find(namespace: string, context: string): Session {
    const session = this.#open.get(context);
    if (session?.namespace === namespace) return session;
    throw new CimRefusal(cimStatus.invalidEnumerationContext, "There is no such enumeration.");
  }

  /** Ends all enumerations, as after their timeout. */
  expireAll(): void {
    for (const context of [...this.#open.keys()]) this.#forget(context);
  }

  #forget(context: string): void {
    this.#open.get(context)?.cancelTimeout();
    this.#open.delete(context);
  }

  #amount(session: Session, most: number): number {
    const { pulls } = this.#quirks;
    if (pulls === "fewer") return Math.ceil(most / 2);
    if (pulls === "more" && most > 0) return most + 3;
    if (pulls === "none-first" && session.pulls === 1) return 0;
    return most;
  }

  #take(session: Session, most: number): Pull {
    session.pulls += 1;
    const amount = this.#amount(session, most);
    // Opened before its objects are sent, so that what the context says is true whatever becomes of the answer.
    const context = randomUUID();
    let isOver = false;
    function* items() {
      for (let count = 0; count < amount && session.next.done !== true; count += 1) {
        yield session.next.value;
        session.handedOut += 1;
        session.next = session.items.next();
      }
      isOver = session.next.done === true;
    }
    this.#open.set(context, session);
    if (session.timeoutMs > 0)
      session.cancelTimeout = this.#timers.after(session.timeoutMs, () => this.#open.delete(context));
    return {
      items: items(),
      context: () => {
        if (!isOver) return context;
        this.#forget(context);
        return null;
      },
    };
  }
}
