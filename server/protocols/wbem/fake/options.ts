/** What a simulated WBEM server is to be like. */
import type { FakeHmcClock } from "../../hmc/fake/clock";

export interface FakeWbemUser {
  userName: string;
  password: string;
}

export type FakeWbemAuthentication = "none" | "basic" | "digest" | "basic-or-digest";
export type DigestAlgorithm = "MD5" | "SHA-256";

export interface FakeWbemOptions {
  /** Without it there is no HTTPS port. */
  tls?: { certPem: string; keyPem: string };
  /** Whose client certificates are wanted on the HTTPS port; those of others are not accepted. */
  clientCertificates?: { authorityPem: string; isRequired: boolean };
  /** There is an HTTP port; default true. */
  hasHttp?: boolean;
  host?: string;
  httpPort?: number;
  httpsPort?: number;
  clock?: FakeHmcClock;
  authentication?: FakeWbemAuthentication;
  /** In the order of the challenges. */
  digestAlgorithms?: readonly DigestAlgorithm[];
  /** Requests that a nonce is good for. */
  nonceUses?: number;
  nonceMs?: number;
  users?: readonly FakeWbemUser[];
  /** What the server calls itself in HOST. */
  serverName?: string;
  /** Instances of SBX_Generated in root/cimv2. */
  generatedInstances?: number;
  /** How long a job takes. */
  jobMs?: number;
  sessionTimeoutMs?: number;
  longestTimeoutSeconds?: number;
  allowsEndlessTimeout?: boolean;
  mostSessions?: number;
  supportsFilters?: boolean;
  /** Waiting time before an indication is sent again. */
  deliveryRetryMs?: number;
  deliveryAttempts?: number;
  /** CA that listeners over HTTPS are trusted by; without it any certificate will do. */
  listenerAuthorityPem?: string;
}

/** The user that exists where no users are given. */
export const DEFAULT_WBEM_USER: FakeWbemUser = { userName: "wbemadmin", password: "wbem-password" };

export type FakeWbemSettings = Required<
  Omit<FakeWbemOptions, "clock" | "tls" | "clientCertificates" | "listenerAuthorityPem">
> &
  Pick<FakeWbemOptions, "listenerAuthorityPem">;

/** The options with everything filled in. */
export function resolveSettings(options: FakeWbemOptions): FakeWbemSettings {
  return {
    hasHttp: true,
    host: "127.0.0.1",
    httpPort: 0,
    httpsPort: 0,
    authentication: "basic",
    digestAlgorithms: ["SHA-256", "MD5"],
    nonceUses: Number.POSITIVE_INFINITY,
    nonceMs: 300_000,
    users: [DEFAULT_WBEM_USER],
    serverName: "wbem1",
    generatedInstances: 50_000,
    jobMs: 4_000,
    sessionTimeoutMs: 60_000,
    longestTimeoutSeconds: 3_600,
    allowsEndlessTimeout: false,
    mostSessions: 20,
    supportsFilters: true,
    deliveryRetryMs: 1_000,
    deliveryAttempts: 3,
    ...options,
  };
}
