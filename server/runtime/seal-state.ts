import { getRuntime, obtain } from "./registry";

interface SealState {
  isSealed: boolean;
  /** What waits for the master key, by name. */
  readonly waiting: Map<string, () => Promise<void> | void>;
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    sealState: SealState;
  }
}

function state(): SealState {
  return obtain("sealState", () => ({ isSealed: false, waiting: new Map() }));
}

/** True while the console waits for its master passphrase and answers only health, unseal and static files (SEC-A5). */
export function isSealed(): boolean {
  return state().isSealed;
}

/** Marks the console as started without its key. */
export function seal(): void {
  state().isSealed = true;
  getRuntime().isReady = false;
}

/** Runs `work` once the key is there: at once if it is. A second registration under the same name replaces the first. */
export async function whenUnsealed(name: string, work: () => Promise<void> | void): Promise<void> {
  if (isSealed()) state().waiting.set(name, work);
  else await work();
}

/** Opens the console and runs what waited for it, in the order of registration. */
export async function unseal(): Promise<void> {
  const current = state();
  current.isSealed = false;
  const waiting = [...current.waiting.values()];
  current.waiting.clear();
  for (const work of waiting) await work();
  getRuntime().isReady = true;
}
