/** Turns a stored TLS policy and its material into what a handshake needs (tls-profile-options sections 1 and 4). */
import { type KeyObject, X509Certificate } from "node:crypto";
import tls from "node:tls";
import type { TlsPolicy } from "@/contracts/tls";
import { allowsLegacyTls } from "@/contracts/tls";
import { readValidity } from "@/server/pki/certificate";
import { readPrivateKey, requireMatchingKey } from "@/server/pki/key";
import { readCertificateFile } from "@/server/pki/pem";
import { errorCode, TransportError, transportError } from "./errors";

/** A policy with everything it refers to. HTTPS and STOMP of a profile use the same one. */
export interface ResolvedTlsPolicy {
  policy: TlsPolicy;
  /** PEM texts of the chosen bundles; in the mode `system` they are added to the built-in roots. */
  anchors: string[];
  /** Leaf first; the key is unencrypted PKCS#8. */
  clientIdentity: { chainPem: string; keyPem: string } | null;
}

/** A policy ready for handshakes. It belongs to one connection of one profile revision and is never shared. */
export interface TlsContext {
  policy: TlsPolicy;
  secureContext: tls.SecureContext;
  /** Parsed anchors, for the independent checks. */
  anchors: X509Certificate[];
  sendsClientCertificate: boolean;
}

/**
 * Checks the material and builds the context. Throws {@link TransportError} `trust-empty`, `bad-cipher-list`,
 * `bad-version-range`, or PkiError for keys and certificates.
 */
export async function createTlsContext(resolved: ResolvedTlsPolicy): Promise<TlsContext> {
  const { policy } = resolved;
  const trust = readTrust(resolved);
  requireKnownCiphers(policy.ciphers);
  const identity = resolved.clientIdentity;
  const key = identity === null ? null : await requireClientKey(identity.chainPem, identity.keyPem);
  try {
    const secureContext = tls.createSecureContext({
      ca: trust.ca,
      allowPartialTrustChain: policy.trust.partialChain || policy.trust.mode === "pinned",
      minVersion: policy.minVersion,
      maxVersion: policy.maxVersion,
      ciphers: buildCipherList(policy),
      honorCipherOrder: policy.ciphers !== "",
      ...(identity !== null && key !== null ? { cert: identity.chainPem, key: identity.keyPem } : {}),
    } satisfies tls.SecureContextOptions & { allowPartialTrustChain: boolean });
    return { policy, secureContext, anchors: trust.anchors, sendsClientCertificate: identity !== null };
  } catch (error) {
    const code = errorCode(error);
    const isCipher = code === "ERR_SSL_NO_CIPHER_MATCH";
    throw transportError(isCipher ? "bad-cipher-list" : "bad-version-range", { phase: "configuration", code }, error);
  }
}

/** Throws {@link TransportError} `insecure-expired` when the time for which nothing is verified has ended (SEC-C9). */
export function requireTrustInForce(policy: TlsPolicy, now = new Date()): void {
  if (policy.trust.mode !== "insecure") return;
  const until = policy.trust.insecureUntil;
  if (until !== undefined && now < new Date(until)) return;
  throw new TransportError(
    "insecure-expired",
    "The time for which this profile may connect without verification has ended.",
    {
      phase: "configuration",
    },
  );
}

/**
 * Names of a cipher list that OpenSSL does not know; alone it accepts a list in which only some names are unknown
 * (tls-profile-options row 19). An empty list is the default and has none.
 */
export function findUnknownCiphers(list: string): string[] {
  const known = new Set(tls.getCiphers());
  return splitCipherList(list).filter((entry) => {
    const name = entry.replace(/^[!+-]/, "");
    if (entry.startsWith("@")) return !/^@(STRENGTH|SECLEVEL=[0-5])$/.test(entry);
    if (known.has(name.toLowerCase())) return false;
    return name.startsWith("TLS_") || !isCipherKeyword(name);
  });
}

/**
 * Why a list of known names must not be kept, in a sentence: it lowers the security level, or no suite is left that both
 * encrypts and authenticates. Null for a list that can be used.
 */
export function findCipherFault(policy: Pick<TlsPolicy, "ciphers" | "minVersion">): string | null {
  if (splitCipherList(policy.ciphers).includes("@SECLEVEL=0") && !allowsLegacyTls(policy)) {
    return "@SECLEVEL=0 lets weak keys and signatures pass; it is set by itself where TLS 1.0 or 1.1 is allowed.";
  }
  try {
    tls.createSecureContext({ ciphers: buildCipherList(policy), minVersion: policy.minVersion });
    return null;
  } catch {
    return "No suite of this list both encrypts and authenticates.";
  }
}

/** Subject and end of a client certificate that has ended, or null (tls-profile-options: check locally first). */
export function findEndedClientCertificate(
  chainPem: string,
  now = new Date(),
): { subject: string; notAfter: Date } | null {
  const certificate = new X509Certificate(chainPem);
  const { notAfter } = readValidity(certificate);
  return now > notAfter ? { subject: certificate.subject, notAfter } : null;
}

function readTrust({ policy, anchors }: ResolvedTlsPolicy): { ca: string[]; anchors: X509Certificate[] } {
  const { mode, pin } = policy.trust;
  if (mode === "insecure") return { ca: [], anchors: [] };
  const texts = mode === "pinned" ? [pin?.certificatePem ?? ""] : anchors;
  const parsed = texts.flatMap((text) =>
    text.trim() === "" ? [] : readCertificateFile(text).certificates.map((entry) => entry.certificate),
  );
  if (mode === "system") {
    // Named explicitly: the default would also take in NODE_EXTRA_CA_CERTS (SEC-C7).
    const ca = [...tls.rootCertificates, ...parsed.map(String)];
    return { ca, anchors: ca.map((pem) => new X509Certificate(pem)) };
  }
  if (parsed.length === 0) {
    throw new TransportError("trust-empty", "No trusted certificate is attached, so nothing could be trusted.", {
      phase: "configuration",
    });
  }
  return { ca: parsed.map(String), anchors: parsed };
}

async function requireClientKey(chainPem: string, keyPem: string): Promise<KeyObject> {
  const [leaf] = readCertificateFile(chainPem).certificates;
  const key = await readPrivateKey(keyPem);
  // OpenSSL silently sends no certificate when the types of key and certificate differ (4.6).
  if (leaf !== undefined) requireMatchingKey(leaf.certificate, key);
  return key;
}

function buildCipherList(policy: Pick<TlsPolicy, "ciphers" | "minVersion">): string {
  const list = policy.ciphers === "" ? tls.DEFAULT_CIPHERS : splitCipherList(policy.ciphers).join(":");
  const level = allowsLegacyTls(policy) ? ":@SECLEVEL=0" : "";
  return `${list}:!aNULL:!eNULL${level}`;
}

function requireKnownCiphers(list: string): void {
  const unknown = findUnknownCiphers(list);
  if (unknown.length === 0) return;
  throw new TransportError("bad-cipher-list", `The cipher list has unknown names: ${unknown.join(", ")}.`, {
    phase: "configuration",
    found: unknown.join(", "),
  });
}

function splitCipherList(list: string): string[] {
  return list.split(/[:, ]+/).filter((entry) => entry !== "");
}

function isCipherKeyword(name: string): boolean {
  try {
    tls.createSecureContext({ ciphers: name, minVersion: "TLSv1" });
    return true;
  } catch {
    return false;
  }
}
