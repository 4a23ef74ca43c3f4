/** Everything a simulated BMC is made of. */
import type { Timers } from "../../hmc/fake/clock";
import type { CertificateStore } from "./bmc-certificates";
import type { CertificateEntries } from "./certificate-entries";
import type { EventLog } from "./event-log";
import type { EventStreams } from "./events";
import type { FakeHost } from "./host";
import type { FakeBmcSettings } from "./options";
import type { SessionStore } from "./sessions";
import type { TaskStore } from "./tasks";
import type { FakeVmiInterface } from "./vmi-interfaces";

export interface BmcState {
  readonly settings: FakeBmcSettings;
  readonly timers: Timers;
  readonly host: FakeHost;
  readonly sessions: SessionStore;
  readonly entries: CertificateEntries;
  readonly certificates: CertificateStore;
  readonly log: EventLog;
  readonly tasks: TaskStore;
  readonly events: EventStreams;
  readonly vmiInterfaces: FakeVmiInterface[];
  /** Identify lights by resource. */
  readonly lights: Map<string, boolean>;
  /** The web server's process ends and is started again. */
  abort(): void;
  now(): Date;
}
