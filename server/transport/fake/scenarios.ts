/** Every failure of tls-profile-options section 5 that a handshake can produce, as data for table-driven tests. */
import type tls from "node:tls";
import type { TlsPolicyInput, TransportErrorClass } from "@/contracts/tls";
import { tlsPolicySchema } from "@/contracts/tls";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { issueTestLeaves } from "@/server/pki/fake/test-leaves";
import type { ResolvedTlsPolicy } from "../tls-context";

export const authority = createTestAuthority();
export const leaves = issueTestLeaves(authority, "hmc.example.com");

/** Lets loopback be dialled on any port, as only tests and the demo do. */
export const loopbackAllowed = {
  judge: () => ({ allowed: true }) as const,
};

/** Answers every name with the IPv4 loopback address. */
export const resolveToLoopback = async () => ["127.0.0.1"];

type Issued = { chainPem: string; certificatePem: string; keyPem: string };

/** A policy with the given anchors, by default the test root only. */
export function trusting(
  policy: Omit<TlsPolicyInput, "trust"> & { trust?: Record<string, unknown> } = {},
  anchors: string[] = [authority.rootPem],
  identity: Issued | null = null,
): ResolvedTlsPolicy {
  const { trust, ...rest } = policy;
  return {
    policy: tlsPolicySchema.parse({ ...rest, trust: { mode: "bundle", bundleIds: ["test"], ...trust } }),
    anchors,
    clientIdentity: identity === null ? null : { chainPem: identity.chainPem, keyPem: identity.keyPem },
  };
}

/** A policy that accepts one certificate. */
export function pinning(accepted: {
  certificatePem: string;
  certificate: { fingerprint256: string };
}): ResolvedTlsPolicy {
  const pin = { fingerprint256: accepted.certificate.fingerprint256, certificatePem: accepted.certificatePem };
  return trusting({ trust: { mode: "pinned", bundleIds: [], pin } }, []);
}

function insecureUntil(time: number): ResolvedTlsPolicy {
  const insecure = { mode: "insecure", bundleIds: [], insecureUntil: new Date(time).toISOString() };
  return trusting({ trust: insecure }, []);
}

const present = ({ chainPem, keyPem }: Issued) => ({ cert: chainPem, key: keyPem });
const withRoot = ({ chainPem, keyPem }: Issued) => ({ cert: chainPem + authority.rootPem, key: keyPem });
const leafOnly = ({ certificatePem, keyPem }: Issued) => ({ cert: certificatePem, key: keyPem });
const demanding = (ca: string, version?: tls.SecureVersion) => ({
  ...present(leaves.good),
  requestCert: true,
  rejectUnauthorized: true,
  ca,
  ...(version === undefined ? {} : { minVersion: version, maxVersion: version }),
});
const byAddress = "127.0.0.1";
const byName = "hmc.example.com";

export interface TlsScenario {
  name: string;
  host: string;
  server: tls.TlsOptions;
  client: ResolvedTlsPolicy;
  expected: TransportErrorClass | "trusted";
  /** The peer judges our certificate, which TLS 1.3 tells only after the handshake. */
  afterHandshake?: boolean;
}

const scenario = (
  name: string,
  expected: TlsScenario["expected"],
  server: tls.TlsOptions,
  client: ResolvedTlsPolicy = trusting(),
  host = byName,
): TlsScenario => ({ name, expected, server, client, host });
const verdict = (
  name: string,
  expected: TlsScenario["expected"],
  server: tls.TlsOptions,
  client: ResolvedTlsPolicy,
): TlsScenario => ({ ...scenario(name, expected, server, client), afterHandshake: true });

const other = authority.otherRootPem;

export const tlsScenarios: TlsScenario[] = [
  scenario("good by name", "trusted", present(leaves.good)),
  scenario("good by address", "trusted", present(leaves.good), trusting(), byAddress),
  scenario("good by upper-case name with a dot", "trusted", present(leaves.good), trusting(), "HMC.Example.COM."),
  scenario("P-256", "trusted", present(leaves.p256)),
  scenario("RSA", "trusted", present(leaves.rsa)),
  scenario("wildcard", "trusted", present(leaves.wildcard)),
  scenario(
    "self-signed and in the bundle",
    "trusted",
    present(leaves.selfSigned),
    trusting({}, [leaves.selfSigned.certificatePem]),
  ),
  scenario("pinned", "trusted", present(leaves.good), pinning(leaves.good)),
  scenario(
    "pinned self-signed with another name",
    "trusted",
    present(leaves.selfSigned),
    pinning(leaves.selfSigned),
    "elsewhere.example.com",
  ),
  scenario("common name allowed", "trusted", present(leaves.commonNameOnly), trusting({ allowCommonName: true })),
  scenario("expected name", "trusted", present(leaves.otherHost), trusting({ expectedName: "other.example.com" })),
  scenario(
    "partial chain",
    "trusted",
    present(leaves.good),
    trusting({ trust: { partialChain: true } }, [authority.intermediatePem]),
  ),
  scenario(
    "intermediate in the bundle",
    "trusted",
    leafOnly(leaves.good),
    trusting({}, [authority.rootPem, authority.intermediatePem]),
  ),
  scenario("self-signed", "self-signed", present(leaves.selfSigned)),
  scenario("self-signed CA", "self-signed", present(leaves.selfSignedCa)),
  scenario("root sent but unknown", "unknown-ca-root-sent", withRoot(leaves.good), trusting({}, [other])),
  scenario("unknown CA", "unknown-ca", present(leaves.good), trusting({}, [other])),
  scenario("intermediate missing", "chain-incomplete", leafOnly(leaves.good)),
  scenario(
    "root missing in the bundle",
    "root-missing-in-bundle",
    present(leaves.good),
    trusting({}, [authority.intermediatePem]),
  ),
  scenario("expired", "expired", present(leaves.expired)),
  scenario("expired of an unknown CA", "expired", present(leaves.expiredOtherRoot)),
  scenario("not yet valid", "not-yet-valid", present(leaves.notYetValid)),
  scenario("other host", "hostname-mismatch", present(leaves.otherHost)),
  scenario("wildcard for two labels", "hostname-mismatch", present(leaves.wildcard), trusting(), "a.hmc.example.com"),
  scenario("wildcard for its apex", "hostname-mismatch", present(leaves.wildcard), trusting(), "example.com"),
  scenario(
    "expected name that differs",
    "hostname-mismatch",
    present(leaves.good),
    trusting({ expectedName: "x.example.com" }),
  ),
  scenario("address without entry", "ip-san-mismatch", present(leaves.dnsOnly), trusting(), byAddress),
  scenario("address written as name", "ip-san-mismatch", present(leaves.ipAsDnsName), trusting(), byAddress),
  scenario("other address", "ip-san-mismatch", present(leaves.otherHost), trusting(), byAddress),
  scenario("common name only", "no-san", present(leaves.commonNameOnly)),
  scenario("client certificate as server", "wrong-purpose", present(leaves.clientAuthOnly)),
  scenario("1024-bit key", "weak-key", present(leaves.weakKey)),
  scenario("SHA-1 signature", "weak-key", { ...present(leaves.sha1), ciphers: "DEFAULT:@SECLEVEL=0" }),
  scenario("pin that no longer fits", "pin-mismatch", present(leaves.good), pinning(leaves.p256)),
  scenario("pin replaced by self-signed", "pin-mismatch", present(leaves.selfSigned), pinning(leaves.good)),
  scenario("older server", "protocol-mismatch", {
    ...present(leaves.rsa),
    minVersion: "TLSv1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT:@SECLEVEL=0",
  }),
  scenario(
    "newer server",
    "protocol-mismatch",
    { ...present(leaves.good), minVersion: "TLSv1.3" },
    trusting({ maxVersion: "TLSv1.2" }),
  ),
  scenario(
    "older server, allowed",
    "trusted",
    { ...present(leaves.rsa), minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" },
    trusting({ minVersion: "TLSv1" }),
  ),
  scenario("nothing verified", "trusted", present(leaves.expiredOtherRoot), insecureUntil(Date.now() + 60_000)),
  scenario("nothing verified, for too long", "insecure-expired", present(leaves.good), insecureUntil(Date.now() - 1)),
  scenario("TLS 1.2 only", "trusted", { ...present(leaves.good), maxVersion: "TLSv1.2" }),
  scenario(
    "no common cipher",
    "cipher-mismatch",
    { ...present(leaves.good), maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" },
    trusting({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384" }),
  ),
  scenario("client certificate required, TLS 1.2", "client-cert-required", demanding(authority.rootPem, "TLSv1.2")),
  scenario(
    "client certificate of unknown CA, TLS 1.2",
    "client-cert-rejected",
    demanding(other, "TLSv1.2"),
    trusting({}, undefined, leaves.client),
  ),
  verdict(
    "client certificate accepted",
    "trusted",
    demanding(authority.rootPem),
    trusting({}, undefined, leaves.client),
  ),
  verdict("client certificate required", "client-cert-required", demanding(authority.rootPem), trusting()),
  verdict(
    "client certificate of unknown CA, no alert",
    "client-cert-rejected",
    demanding(other),
    trusting({}, undefined, leaves.client),
  ),
];
