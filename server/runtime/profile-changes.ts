import { getLogger } from "@/server/logging/logger";
import { obtain } from "./registry";

/** What happened to a profile. Whatever it was: open connections of older revisions have to go. */
export interface ProfileChange {
  profileId: string;
  teamId: string;
  /** `secrets`: what logons are made with may be other than before, be it a secret, a user, an address or a setting. */
  reason: "created" | "changed" | "secrets" | "trust" | "listening" | "deleted";
}

type Listener = (change: ProfileChange) => void | Promise<void>;

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    profileListeners: Map<string, Listener>;
  }
}

function listeners(): Map<string, Listener> {
  return obtain("profileListeners", () => new Map());
}

/** Calls `listener` after every stored change of a profile. A second one under the same name replaces the first. */
export function onProfileChanged(name: string, listener: Listener): void {
  listeners().set(name, listener);
}

/**
 * Tells everybody that a change of a profile was stored. Listeners run at once and cannot make the change fail; nobody
 * waits for what they go on doing, such as a logoff on a device that does not answer.
 */
export function announceProfileChange(change: ProfileChange): void {
  for (const [name, listener] of listeners()) {
    try {
      Promise.resolve(listener(change)).catch((error: unknown) => report(name, change, error));
    } catch (error) {
      report(name, change, error);
    }
  }
}

function report(listener: string, change: ProfileChange, error: unknown): void {
  getLogger().error({ err: error, listener, profileId: change.profileId }, "a profile change was not followed");
}
