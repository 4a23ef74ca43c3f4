/** Transport failures and how they are recognised (tls-profile-options section 5). */
import type { TransportErrorClass } from "@/contracts/tls";

export type TransportPhase = "configuration" | "policy" | "dns" | "connect" | "handshake" | "exchange";

/** What is known about a failure. Everything here may be shown to an operator. */
export interface TransportFacts {
  phase?: TransportPhase;
  host?: string;
  address?: string;
  port?: number;
  /** `host:port` of the proxy that is asked to connect to the host. */
  proxy?: string;
  /** Code of Node.js or OpenSSL. */
  code?: string;
  timeoutMs?: number;
  /** Certificates the peer presented, as PEM, leaf first. */
  presented?: string[];
  protocol?: string;
  expected?: string;
  found?: string;
  /** Target of a refused redirect. */
  location?: string;
  /** Text of the device, bounded; never mixed into the message. */
  deviceMessage?: string;
  limit?: number;
}

/** A coded failure between a decision to send and a complete answer. The message is a sentence for the operator. */
export class TransportError extends Error {
  override readonly name = "TransportError";

  /** By name, not by class object: the framework compiles this module more than once in one process. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "TransportError" && "class" in value;
  }

  readonly class: TransportErrorClass;

  constructor(
    errorClass: TransportErrorClass,
    message: string,
    readonly facts: TransportFacts = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.class = errorClass;
  }
}

const sentences: Partial<Record<TransportErrorClass, string>> = {
  dns: "The name does not resolve.",
  refused: "Nothing listens on this port.",
  unreachable: "The network has no way to this address.",
  "connect-timeout": "There was no answer to the connection attempt.",
  "handshake-timeout": "The connection was made, but the TLS handshake got no answer.",
  reset: "The peer broke the connection during the TLS handshake.",
  "not-tls": "The port answers, but not with TLS.",
  "tls-required": "The port speaks TLS, and the request came in clear.",
  "self-signed": "The server's certificate is self-signed and not in your bundle.",
  "unknown-ca-root-sent": "The certificate chain ends in a root that you do not trust.",
  "unknown-ca": "The issuer of the last certificate sent is not in your bundle.",
  "chain-incomplete": "The device sent only its own certificate, and its issuer is not among the trusted ones.",
  "root-missing-in-bundle": "Your bundle has the intermediate but not the root.",
  expired: "A certificate of the chain has expired.",
  "not-yet-valid": "A certificate of the chain is not valid yet; check both clocks.",
  "wrong-purpose": "The certificate is not allowed for this use.",
  revoked: "A certificate of the chain was revoked.",
  "crl-missing": "There is no revocation list for one of the issuers.",
  "crl-expired": "A revocation list is out of date.",
  "weak-key": "A key or signature of the chain is too weak.",
  untrusted: "The certificate chain is not valid.",
  "protocol-mismatch": "There is no TLS version that both sides allow.",
  "legacy-signature": "The server needs signatures of TLS 1.0 or 1.1, which are not allowed.",
  "cipher-mismatch": "There is no cipher, curve or signature algorithm that both sides allow.",
  "bad-version-range": "The range of TLS versions is empty.",
  "bad-cipher-list": "The cipher list has no known entry.",
  "client-cert-required": "The server wants a client certificate.",
  "client-cert-unknown-ca": "The server does not trust the CA of your client certificate.",
  "client-cert-expired": "The server says that your client certificate has expired.",
  "client-cert-wrong-purpose": "The server says that your certificate is not usable as client certificate.",
  "client-cert-rejected": "The server closed the connection after it saw the client certificate.",
  "tls-failed": "The TLS handshake failed.",
};

const classOfCode: Record<string, TransportErrorClass> = {
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_FAIL: "dns",
  EAI_NODATA: "dns",
  EAI_NONAME: "dns",
  ENODATA: "dns",
  ECONNREFUSED: "refused",
  ETIMEDOUT: "connect-timeout",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  EHOSTDOWN: "unreachable",
  EACCES: "unreachable",
  EINVAL: "unreachable",
  ECONNRESET: "reset",
  EPIPE: "reset",
  ERR_SSL_WRONG_VERSION_NUMBER: "not-tls",
  ERR_SSL_HTTPS_PROXY_REQUEST: "not-tls",
  ERR_SSL_HTTP_REQUEST: "not-tls",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "not-tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "unknown-ca-root-sent",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown-ca",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "chain-incomplete",
  UNABLE_TO_GET_ISSUER_CERT: "root-missing-in-bundle",
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not-yet-valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "hostname-mismatch",
  INVALID_PURPOSE: "wrong-purpose",
  INVALID_CA: "untrusted",
  PATH_LENGTH_EXCEEDED: "untrusted",
  CERT_CHAIN_TOO_LONG: "untrusted",
  CERT_UNTRUSTED: "untrusted",
  CERT_REJECTED: "untrusted",
  CERT_SIGNATURE_FAILURE: "untrusted",
  CERT_REVOKED: "revoked",
  UNABLE_TO_GET_CRL: "crl-missing",
  CRL_HAS_EXPIRED: "crl-expired",
  CRL_NOT_YET_VALID: "crl-expired",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "protocol-mismatch",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "protocol-mismatch",
  ERR_SSL_VERSION_TOO_LOW: "protocol-mismatch",
  ERR_SSL_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED: "legacy-signature",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: "cipher-mismatch",
  ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY: "cipher-mismatch",
  ERR_SSL_NO_SHARED_CIPHER: "cipher-mismatch",
  ERR_SSL_NO_CIPHER_MATCH: "bad-cipher-list",
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: "bad-version-range",
  ERR_TLS_INVALID_PROTOCOL_VERSION: "bad-version-range",
  ERR_SSL_DH_KEY_TOO_SMALL: "weak-key",
  ERR_SSL_EE_KEY_TOO_SMALL: "weak-key",
  ERR_SSL_CA_MD_TOO_WEAK: "weak-key",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "client-cert-required",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "client-cert-unknown-ca",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: "client-cert-expired",
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: "client-cert-wrong-purpose",
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: "client-cert-rejected",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: "client-cert-rejected",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: "client-cert-rejected",
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: "client-cert-rejected",
};

/** Code of a Node.js error, if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Class of an error of name resolution, connection or TLS handshake; null when the code says nothing. */
export function classifyCode(error: unknown): TransportErrorClass | null {
  const code = errorCode(error);
  if (code === undefined) return null;
  const known = classOfCode[code];
  if (known !== undefined) return known;
  // OpenSSL has no code of its own for a refusal by security level.
  if (code === "UNSPECIFIED" && error instanceof Error && /too weak/.test(error.message)) return "weak-key";
  return null;
}

/**
 * Class of a TLS alert by which the peer judges our client certificate, or null for any other error. Peers use several
 * alerts when they were sent none: Java's, for example, calls a missing certificate a bad one.
 */
export function findCertificateVerdict(error: unknown, sendsClientCertificate: boolean): TransportErrorClass | null {
  const errorClass = classifyCode(error);
  if (errorClass === null || !errorClass.startsWith("client-cert-")) return null;
  return sendsClientCertificate ? errorClass : "client-cert-required";
}

const untrustedPeerClasses: ReadonlySet<TransportErrorClass> = new Set([
  "pin-mismatch",
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
  "weak-key",
  "untrusted",
]);

/** True for a failure that says: what answers there now does not prove to be the device. */
export function isUntrustedPeer(error: unknown): boolean {
  return error instanceof TransportError && untrustedPeerClasses.has(error.class);
}

/** Wraps an error of one of the phases before the first byte is sent; an error already coded passes unchanged. */
export function toTransportError(error: unknown, facts: TransportFacts): TransportError {
  if (error instanceof TransportError) return error;
  const errorClass = classifyCode(error) ?? (facts.phase === "handshake" ? "tls-failed" : "unreachable");
  return transportError(errorClass, { ...facts, code: errorCode(error) ?? facts.code }, error);
}

/** Makes an error with the fixed sentence of its class. */
export function transportError(
  errorClass: TransportErrorClass,
  facts: TransportFacts,
  cause?: unknown,
): TransportError {
  return new TransportError(errorClass, describeClass(errorClass), facts, cause);
}

/** The sentence shown for a class when nothing more is known. */
export function describeClass(errorClass: TransportErrorClass): string {
  return sentences[errorClass] ?? "The connection failed.";
}
