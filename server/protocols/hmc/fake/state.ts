import type { Timers } from "./clock";
import type { Inventory } from "./inventory";
import type { JobStore } from "./jobs";
import type { NotificationPublisher } from "./notifications";
import type { HmcSettings } from "./options";
import type { SeededRandom } from "./random";
import type { SessionStore } from "./sessions";

/** Everything the resources of one simulated HMC work on. */
export interface HmcState {
  readonly settings: HmcSettings;
  readonly timers: Timers;
  readonly random: SeededRandom;
  readonly inventory: Inventory;
  readonly sessions: SessionStore;
  readonly jobs: JobStore;
  readonly notifications: NotificationPublisher;
  /** Restarts or stops the HMC after the answer to the request that asked for it. */
  readonly requestShutdown: (isRestart: boolean) => void;
}
