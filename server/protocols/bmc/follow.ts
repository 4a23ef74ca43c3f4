/** Waiting for a state: of the host, and of a machine after a power operation (BMC reference, sections 9.2 and 12). */
import type { HostReadiness } from "./host-readiness";
import { expectedPowerStates, passesThroughOff } from "./power";
import { dateAt, textAt } from "./properties";
import { pause } from "./reach";
import type { RedfishReader } from "./resource";

/** An event of the BMC shortens the wait; without events this is how often is looked. */
const LOOK_EVERY_MS = 10_000;

export interface FollowOptions {
  signal?: AbortSignal;
  intervalMs?: number;
  /** Resolves as soon as an event speaks of the resource; asked anew for each wait. */
  nextEvent?(signal: AbortSignal): Promise<void>;
}

async function wait({ signal, intervalMs = LOOK_EVERY_MS, nextEvent }: FollowOptions): Promise<void> {
  const done = new AbortController();
  const either = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]);
  try {
    await Promise.race([pause(intervalMs, either), ...(nextEvent === undefined ? [] : [nextEvent(either)])]);
  } finally {
    done.abort();
  }
}

/**
 * The host's readiness, at once and whenever it changes, until it is `ready` or the signal fires. A host that shows as
 * off right after power-on is watched on: it can do so for minutes.
 * @throws what `read` throws
 */
export async function* watchHost(
  read: (signal?: AbortSignal) => Promise<HostReadiness>,
  options: FollowOptions = {},
): AsyncGenerator<HostReadiness> {
  let last = "";
  while (!options.signal?.aborted) {
    const readiness = await read(options.signal);
    const seen = JSON.stringify([readiness.state, readiness.hypervisor, readiness.system]);
    if (seen !== last) yield readiness;
    last = seen;
    if (readiness.state === "ready") return;
    await wait(options);
  }
}

export interface PowerProgress {
  powerState: string | null;
  /** True once the operation has taken effect. */
  isDone: boolean;
}

/** What a machine showed before a power operation. */
export interface PowerMark {
  powerState: string | null;
  lastResetAt: Date | null;
}

/** Reads what a later look is compared with. @throws BmcError, DeviceError, TransportError */
export async function readPowerMark(reader: RedfishReader, uri: string, signal?: AbortSignal): Promise<PowerMark> {
  const { properties } = await reader.read(uri, signal);
  return { powerState: textAt(properties, "PowerState"), lastResetAt: dateAt(properties, "LastResetTime") };
}

/**
 * The power state after an accepted reset, whenever it changes, until it has taken effect: the expected state is there,
 * and for a restart the machine was seen in another one, or its time of the last reset is new.
 * @throws BmcError, DeviceError, TransportError
 */
export async function* followPower(
  reader: RedfishReader,
  uri: string,
  resetType: string,
  before: PowerMark,
  options: FollowOptions = {},
): AsyncGenerator<PowerProgress> {
  const expected = expectedPowerStates(resetType);
  let wasElsewhere = !passesThroughOff(resetType);
  let last: string | undefined;
  while (!options.signal?.aborted) {
    const now = await readPowerMark(reader, uri, options.signal);
    const isNewReset = now.lastResetAt !== null && now.lastResetAt.getTime() !== before.lastResetAt?.getTime();
    wasElsewhere ||= isNewReset || !expected.includes(now.powerState ?? "");
    const isDone = expected.length === 0 || (wasElsewhere && expected.includes(now.powerState ?? ""));
    const seen = `${now.powerState} ${isDone}`;
    if (seen !== last) yield { powerState: now.powerState, isDone };
    last = seen;
    if (isDone) return;
    await wait(options);
  }
}
