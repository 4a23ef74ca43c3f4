import { z } from "zod";
import { fingerprint256Schema } from "./certificate";
import { isLegacyTlsVersion, tlsVersions } from "./tls-versions";

/** How the certificate of a device is trusted. `insecure` verifies nothing and therefore carries an end. */
export const trustModeSchema = z.enum(["system", "bundle", "pinned", "insecure"]);
export type TrustMode = z.infer<typeof trustModeSchema>;

const tlsVersionSchema = z.enum(tlsVersions);

/** The one certificate accepted on sight when the trust mode is `pinned`. */
export const certificatePinSchema = z.strictObject({
  fingerprint256: fingerprint256Schema,
  certificatePem: z
    .string()
    .min(1)
    .max(64 * 1024),
});
export type CertificatePin = z.infer<typeof certificatePinSchema>;

export const tlsTrustSchema = z.strictObject({
  mode: trustModeSchema.default("system"),
  bundleIds: z.array(z.string().min(1)).max(50).default([]),
  pin: certificatePinSchema.optional(),
  partialChain: z.boolean().default(false),
  insecureUntil: z.iso.datetime().optional(),
});
export type TlsTrust = z.infer<typeof tlsTrustSchema>;

export const timeoutsSchema = z.strictObject({
  connectMs: z.number().int().min(100).max(120_000).default(5_000),
  handshakeMs: z.number().int().min(100).max(120_000).default(5_000),
  headersMs: z.number().int().min(100).max(600_000).default(30_000),
  bodyIdleMs: z.number().int().min(100).max(600_000).default(60_000),
  totalMs: z.number().int().min(100).max(3_600_000).default(300_000),
});
export type Timeouts = z.infer<typeof timeoutsSchema>;

/**
 * The public part of a profile's TLS settings. HTTPS and STOMP use the same one; the name of the peer is always checked
 * unless a pin replaces it or nothing is verified at all.
 */
export const tlsPolicySchema = z
  .strictObject({
    trust: tlsTrustSchema.prefault({}),
    expectedName: z.string().trim().max(253).default(""),
    allowCommonName: z.boolean().default(false),
    minVersion: tlsVersionSchema.default("TLSv1.2"),
    maxVersion: tlsVersionSchema.default("TLSv1.3"),
    ciphers: z
      .string()
      .trim()
      .max(2_000)
      .regex(/^[A-Za-z0-9_:!+\-@=, ]*$/, "A cipher list holds names joined by colons")
      .default(""),
    minKeyBits: z.number().int().min(1_024).max(16_384).default(2_048),
    clientIdentityId: z.string().min(1).nullable().default(null),
    timeouts: timeoutsSchema.prefault({}),
  })
  .superRefine((policy, context) => {
    const issue = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    if (policy.trust.mode === "bundle" && policy.trust.bundleIds.length === 0) {
      issue(["trust", "bundleIds"], "Choose at least one CA bundle");
    }
    if (policy.trust.mode === "pinned" && policy.trust.pin === undefined) {
      issue(["trust", "pin"], "Accept a certificate to pin");
    }
    if (policy.trust.mode === "insecure" && policy.trust.insecureUntil === undefined) {
      issue(["trust", "insecureUntil"], "A connection that verifies nothing needs an end");
    }
    if (tlsVersions.indexOf(policy.minVersion) > tlsVersions.indexOf(policy.maxVersion)) {
      issue(["minVersion"], "The oldest version is newer than the newest version");
    }
  });
export type TlsPolicy = z.infer<typeof tlsPolicySchema>;
export type TlsPolicyInput = z.input<typeof tlsPolicySchema>;

/** Whether a policy allows TLS 1.0 or 1.1, which an administrator has to permit. */
export function allowsLegacyTls(policy: Pick<TlsPolicy, "minVersion">): boolean {
  return isLegacyTlsVersion(policy.minVersion);
}

/** Every failure of connection, TLS, key material and authentication that a user must be able to tell apart. */
export const tlsErrorClassSchema = z.enum([
  "dns",
  "refused",
  "connect-timeout",
  "handshake-timeout",
  "reset",
  "not-tls",
  "tls-required",
  "self-signed",
  "unknown-ca-root-sent",
  "unknown-ca",
  "chain-incomplete",
  "root-missing-in-bundle",
  "expired",
  "not-yet-valid",
  "hostname-mismatch",
  "ip-san-mismatch",
  "no-san",
  "wrong-purpose",
  "revoked",
  "crl-missing",
  "crl-expired",
  "crl-invalid",
  "weak-key",
  "protocol-mismatch",
  "legacy-signature",
  "cipher-mismatch",
  "bad-cipher-list",
  "bad-version-range",
  "client-cert-required",
  "client-cert-unknown-ca",
  "client-cert-expired",
  "client-cert-wrong-purpose",
  "client-cert-rejected",
  "key-password-missing",
  "key-password-wrong",
  "key-unreadable",
  "cert-unreadable",
  "key-cert-mismatch",
  "pfx-password",
  "pfx-legacy",
  "pfx-unreadable",
  "pin-mismatch",
  "auth-failed",
  "auth-scheme-unsupported",
]);
export type TlsErrorClass = z.infer<typeof tlsErrorClassSchema>;

/** The TLS classes and what else can go wrong between a decision to send and a complete answer. */
export const transportErrorClassSchema = z.enum([
  ...tlsErrorClassSchema.options,
  "untrusted",
  "tls-failed",
  "trust-empty",
  "insecure-expired",
  "address-blocked",
  "address-not-allowed",
  "invalid-address",
  "unreachable",
  "proxy-unreachable",
  "proxy-refused",
  "proxy-auth-required",
  "proxy-no-route",
  "proxy-timeout",
  "proxy-protocol",
  "redirect",
  "headers-timeout",
  "body-timeout",
  "total-timeout",
  "headers-too-large",
  "response-too-large",
  "decompression-ratio",
  "content-encoding",
  "connection-lost",
  "connection-closed",
  "queue-full",
  "aborted",
  "http-protocol",
  "invalid-request",
  "invalid-credential-characters",
  "stomp-version",
  "stomp-protocol",
  "stomp-error",
  "heartbeat-lost",
]);
export type TransportErrorClass = z.infer<typeof transportErrorClassSchema>;
