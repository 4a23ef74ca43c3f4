/** What a simulated BMC is to be like. */
import type { FakeHmcClock } from "../../hmc/fake/clock";
import type { HostPhase } from "./host";
import type { FakeBmcUser } from "./model";
import type { FakeVmiInterface } from "./vmi-interfaces";

export interface FakeBmcOptions {
  tls: { certPem: string; keyPem: string };
  host?: string;
  port?: number;
  clock?: FakeHmcClock;
  users?: readonly FakeBmcUser[];
  /** False: community firmware, which never had the certificate routes. */
  hasCertificateRoutes?: boolean;
  /** False: no hypervisor network service. */
  hasHypervisor?: boolean;
  /** False: the optional state service is absent. */
  hasStateService?: boolean;
  /** False: the VMI never came up on this BMC, so there is no root file. */
  hasRoot?: boolean;
  phase?: HostPhase;
  bootMs?: number;
  stopsAtStandby?: boolean;
  /** Time the host is given for a signature; 30 s on the real thing. */
  hostWaitMs?: number;
  signMs?: number;
  /** Added to the BMC's clock. */
  clockOffsetMs?: number;
  /** What the service root advertises. */
  features?: { expand?: boolean; only?: boolean; filter?: boolean };
  vmiInterfaces?: FakeVmiInterface[];
  logEntries?: number;
  /** A web UI is installed: a browser without login is sent to its login page. */
  hasWebUi?: boolean;
  /** Time the web server is away after an abort. */
  restartMs?: number;
  model?: string;
  serialNumber?: string;
  /** Starts a VMI that demands client certificates; default true. */
  withVmi?: boolean;
}

/** The user that exists where no users are given. */
export const DEFAULT_USER: FakeBmcUser = { userName: "admin", password: "admin-password", role: "Administrator" };

export type FakeBmcSettings = Required<Omit<FakeBmcOptions, "clock" | "tls" | "vmiInterfaces">>;

/** The options with everything filled in. */
export function resolveSettings(options: FakeBmcOptions): FakeBmcSettings {
  return {
    host: "127.0.0.1",
    port: 0,
    users: [DEFAULT_USER],
    hasCertificateRoutes: true,
    hasHypervisor: true,
    hasStateService: true,
    hasRoot: true,
    phase: "running",
    bootMs: 60_000,
    stopsAtStandby: false,
    hostWaitMs: 30_000,
    signMs: 0,
    clockOffsetMs: 0,
    logEntries: 3,
    hasWebUi: false,
    restartMs: 200,
    model: "9105-22A",
    serialNumber: "785DEF0",
    withVmi: true,
    ...options,
    features: { expand: true, only: true, filter: false, ...options.features },
  };
}
