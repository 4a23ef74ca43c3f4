import { randomBytes } from "node:crypto";

/** One step of an orderly end. Lower `order` runs first; steps of the same order run together. */
export interface ShutdownHook {
  name: string;
  order: number;
  run: () => Promise<void> | void;
}

/** Told the address once the console accepts connections. */
export type ListeningHook = (url: string) => Promise<void> | void;

/**
 * The order of REL-10. The listener stops accepting before the first of these and ends the process after the last.
 */
export const SHUTDOWN_ORDER = {
  /** Readiness answers 503 from here on. */
  readiness: 0,
  /** Tell event-stream clients that the server goes away. */
  eventStreams: 10,
  /** Reserved by the listener: wait for the requests that are being answered. */
  requests: 20,
  /** STOMP DISCONNECT. */
  notifications: 30,
  /** Log off every session held on a device. */
  deviceSessions: 40,
  audit: 50,
  database: 60,
} as const;

/** How the boot ended; `error` is absent after a good one. */
export interface BootOutcome {
  error?: unknown;
}

interface BootRecord {
  readonly finished: Promise<BootOutcome>;
  readonly finish: (outcome: BootOutcome) => void;
}

function createBootRecord(): BootRecord {
  let finish: BootRecord["finish"] = () => {};
  const finished = new Promise<BootOutcome>((resolve) => {
    finish = resolve;
  });
  return { finished, finish };
}

/** What outlives a request. Next compiles routes and `instrumentation.ts` as separate copies that share only this. */
export interface Runtime {
  /** Marks the headers that this process's own listener added; unknown to any client. */
  readonly listenerToken: string;
  /** The framework starts the boot without waiting for it and goes on after a failed one; the listener does neither. */
  readonly boot: BootRecord;
  /** False before boot is complete and again once shutdown began. */
  isReady: boolean;
  isShuttingDown: boolean;
  readonly shutdownHooks: Map<string, ShutdownHook>;
  readonly listeningHooks: Map<string, ListeningHook>;
  /** Counters that outlive a request, by name. */
  readonly counters: Map<string, number>;
  readonly services: Partial<RuntimeServices>;
}

/**
 * The long-lived things by name. Each owner adds its own line beside its class:
 * `declare module "@/server/runtime/registry" { interface RuntimeServices { sessionPool: SessionPool } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging, as described above.
export interface RuntimeServices {}

const KEY = Symbol.for("signalbox.runtime");

type WithRuntime = { [KEY]?: Runtime };

/** The one runtime of this process, created at the first call. */
export function getRuntime(): Runtime {
  const holder = globalThis as WithRuntime;
  holder[KEY] ??= {
    listenerToken: randomBytes(32).toString("base64url"),
    boot: createBootRecord(),
    isReady: false,
    isShuttingDown: false,
    shutdownHooks: new Map(),
    listeningHooks: new Map(),
    counters: new Map(),
    services: {},
  };
  return holder[KEY];
}

/** The long-lived thing of that name, made by `create` when nobody has made it yet. */
export function obtain<Name extends keyof RuntimeServices>(
  name: Name,
  create: () => RuntimeServices[Name],
): RuntimeServices[Name] {
  const { services } = getRuntime();
  const existing = services[name];
  if (existing !== undefined) return existing;
  const created = create();
  services[name] = created;
  return created;
}

/** Registers a step of the orderly end. A second registration under the same name replaces the first. */
export function onShutdown(name: string, order: number, run: ShutdownHook["run"]): void {
  getRuntime().shutdownHooks.set(name, { name, order, run });
}

/** Runs the boot and records how it ended, for the listener to judge. Does not throw. */
export async function recordBoot(boot: () => Promise<void>): Promise<void> {
  const { finish } = getRuntime().boot;
  try {
    await boot();
    finish({});
  } catch (error) {
    finish({ error });
  }
}

/** Registers what is to be done once the address is known, for example telling it to the person at the terminal. */
export function onListening(name: string, run: ListeningHook): void {
  getRuntime().listeningHooks.set(name, run);
}

/** Raises a counter by one and returns the new value. */
export function count(name: string): number {
  const { counters } = getRuntime();
  const value = (counters.get(name) ?? 0) + 1;
  counters.set(name, value);
  return value;
}
