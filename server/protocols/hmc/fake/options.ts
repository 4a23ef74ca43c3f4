import type { SecureVersion } from "node:tls";
import type { FakeHmcClock } from "./clock";
import type { Inventory } from "./inventory";
import type { FakeObject, TaskName } from "./model";

/** Certificate, key and TLS limits, the same for HTTPS and STOMP as on a real HMC (section 1). */
export interface FakeHmcTls {
  /** The leaf first, then the intermediates to be presented. */
  certPem: string;
  keyPem: string;
  /** Ask the client for a certificate. */
  requestClientCertificate?: boolean;
  /** Ask, and end the connection where none or an untrusted one is given. */
  requireClientCertificate?: boolean;
  /** The authorities client certificates are checked against. */
  clientCaPem?: string;
  minVersion?: SecureVersion;
  maxVersion?: SecureVersion;
  ciphers?: string;
}

/** A user defined on the simulated HMC. */
export interface FakeHmcUser {
  userid: string;
  password: string;
  isDisabled?: boolean;
  /** Logon answers 400.45 unless it brings a new-password. */
  isPasswordExpired?: boolean;
  /** `password-expires` of the logon answer; -1 (never) by default. */
  passwordExpiresInDays?: number;
  /** The code a multi-factor user must send. */
  mfaCode?: string;
  /** Enrolment secret returned at logon. */
  sharedSecretKey?: string;
  /** Object access; everything is visible by default. */
  canSee?: (object: FakeObject) => boolean;
  /** The permitted tasks; all by default, an empty list makes a read-only user. */
  tasks?: readonly TaskName[];
}

/** The level of the simulated HMC: what older ones lack can be taken away. */
export interface FakeHmcLevel {
  hmcName: string;
  hmcVersion: string;
  apiMajorVersion: number;
  apiMinorVersion: number;
  /** The list-permitted operations exist (HMC 2.14.0 and later); otherwise they answer 404.1. */
  hasPermittedLists: boolean;
  /** The permitted lists take `additional-properties`; otherwise it answers 400.1. */
  hasAdditionalProperties: boolean;
  /** `properties=` on GET: honoured, refused with 400.1, or ignored as very old HMCs do. */
  propertiesQuery: "supported" | "refused" | "ignored";
  /** The logon answer carries `session-credential`. */
  hasSessionCredential: boolean;
  /** The logon answer carries `password-expires`. */
  hasPasswordExpires: boolean;
  /** API features of the console; the list-features operations exist from API 4.10 on. */
  apiFeatures: readonly string[];
}

export const currentLevel: FakeHmcLevel = {
  hmcName: "HMC1",
  hmcVersion: "2.16.0",
  apiMajorVersion: 4,
  apiMinorVersion: 10,
  hasPermittedLists: true,
  hasAdditionalProperties: true,
  propertiesQuery: "supported",
  hasSessionCredential: true,
  hasPasswordExpires: true,
  apiFeatures: [
    "adapter-network-information",
    "create-delete-activation-profiles",
    "dpm-ctc-partition-link-management",
    "dpm-hipersockets-partition-link-management",
    "environmental-metrics",
    "secure-boot-with-certificates",
  ],
};

export interface FakeHmcOptions {
  tls: FakeHmcTls;
  /** Another certificate or policy for the notification port; a real HMC has the same for both. */
  stompTls?: FakeHmcTls;
  host?: string;
  /** 0 takes a free port. */
  httpsPort?: number;
  stompPort?: number;
  /** False: the notification port is closed, as where an administrator disabled STOMP. */
  stomp?: boolean;
  users?: readonly FakeHmcUser[];
  inventory?: Inventory;
  /** Seed of everything that is random but must be repeatable. */
  random?: number;
  level?: Partial<FakeHmcLevel>;
  clock?: FakeHmcClock;
  /** How long a job runs. */
  jobDurationMs?: number;
  /** How long after its job the status of an object follows (section 6, deferred status). */
  statusLagMs?: number;
  /** How long the status of an ended job can be queried. */
  jobRetentionMs?: number;
  sessionLimitPerUser?: number;
  sessionLifetimeMs?: number;
  /** Consecutive wrong passwords after which the user is disabled; 0 never disables. */
  failuresBeforeDisabling?: number;
  /** Name of the logon field that carries the MFA code. */
  mfaFieldName?: string;
  /** What a session id from before a restart is answered with (section 3.3). */
  staleSessionReason?: 4 | 5;
  /** How long the server keeps an idle socket, whatever its Keep-Alive hint of one second says. */
  socketIdleMs?: number;
  /** The server's side of the heart-beat header of CONNECTED. */
  heartBeat?: { sendMs: number; receiveMs: number };
  maxBodyBytes?: number;
  /** Whether `session-sequence-nr` counts over all topics of a session or per topic (section 9.3, unknown). */
  sequenceScope?: "session" | "topic";
  /** Adds `@@implementation-errors` to the objects read. */
  implementationErrors?: boolean;
  /** A per-CPC LPAR list whose filter matches nothing answers 404.1 (section 4.1); true by default. */
  emptyLparListIsNotFound?: boolean;
  /** How many requests the recorded log keeps. */
  requestLogLimit?: number;
}

/** Options with every default filled in. */
export interface HmcSettings
  extends Required<Omit<FakeHmcOptions, "tls" | "stompTls" | "clock" | "inventory" | "level" | "random" | "users">> {
  level: FakeHmcLevel;
}

const ONE_HOUR_MS = 60 * 60 * 1000;
const TEN_HOURS_MS = 10 * ONE_HOUR_MS;

/** Fills in the defaults. */
export function resolveSettings(options: FakeHmcOptions): HmcSettings {
  return {
    host: options.host ?? "127.0.0.1",
    httpsPort: options.httpsPort ?? 0,
    stompPort: options.stompPort ?? 0,
    stomp: options.stomp ?? true,
    level: { ...currentLevel, ...options.level },
    jobDurationMs: options.jobDurationMs ?? 60,
    statusLagMs: options.statusLagMs ?? 20,
    jobRetentionMs: options.jobRetentionMs ?? ONE_HOUR_MS,
    sessionLimitPerUser: options.sessionLimitPerUser ?? 100,
    sessionLifetimeMs: options.sessionLifetimeMs ?? TEN_HOURS_MS,
    failuresBeforeDisabling: options.failuresBeforeDisabling ?? 5,
    mfaFieldName: options.mfaFieldName ?? "multi-factor-authentication-code",
    staleSessionReason: options.staleSessionReason ?? 5,
    socketIdleMs: options.socketIdleMs ?? 60_000,
    heartBeat: options.heartBeat ?? { sendMs: 5_000, receiveMs: 5_000 },
    maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
    sequenceScope: options.sequenceScope ?? "session",
    implementationErrors: options.implementationErrors ?? false,
    emptyLparListIsNotFound: options.emptyLparListIsNotFound ?? true,
    requestLogLimit: options.requestLogLimit ?? 10_000,
  };
}
