/** The named leaves and key encodings that the TLS tests are written against. */
import type { KeyObject } from "node:crypto";
import type { IssuedCertificate, TestAuthority } from "./test-authority";

const day = 86_400_000;

/** One certificate for each way a server or client certificate can be right or wrong. `host` is what is dialled by name. */
export function issueTestLeaves(authority: TestAuthority, host = "localhost"): Record<TestLeafName, IssuedCertificate> {
  const now = Date.now();
  const past = { notBefore: new Date(now - 20 * day), notAfter: new Date(now - 10 * day) };
  const future = { notBefore: new Date(now + 10 * day), notAfter: new Date(now + 20 * day) };
  const names = [host];
  const ips = ["127.0.0.1", "::1"];
  const parent = host.includes(".") ? host.slice(host.indexOf(".") + 1) : "example.com";
  return {
    good: authority.issueServerCertificate({ names, ips }),
    dnsOnly: authority.issueServerCertificate({ names }),
    ipAsDnsName: authority.issueServerCertificate({ names, rawDnsNames: ["127.0.0.1"] }),
    otherHost: authority.issueServerCertificate({ names: ["other.example.com"], ips: ["192.0.2.7"] }),
    commonNameOnly: authority.issueServerCertificate({ commonName: host }),
    wildcard: authority.issueServerCertificate({ names: [`*.${parent}`] }),
    expired: authority.issueServerCertificate({ names, ips, ...past }),
    notYetValid: authority.issueServerCertificate({ names, ips, ...future }),
    clientAuthOnly: authority.issueServerCertificate({ names, ips, purposes: ["client"] }),
    client: authority.issueClientCertificate({ commonName: "operator" }),
    expiredClient: authority.issueClientCertificate({ commonName: "former operator", ...past }),
    otherRootClient: authority.issueFromOtherRoot({ commonName: "stranger", purposes: ["client"] }),
    otherRoot: authority.issueFromOtherRoot({ names, ips }),
    expiredOtherRoot: authority.issueFromOtherRoot({ names, ips, ...past }),
    selfSigned: authority.issueSelfSigned({ names, ips }),
    selfSignedCa: authority.issueSelfSigned({ names, ips, certificateAuthority: {} }),
    weakKey: authority.issueServerCertificate({ names, ips, keyType: "rsa-1024" }),
    rsa: authority.issueServerCertificate({ names, ips, keyType: "rsa-2048" }),
    sha1: authority.issueServerCertificate({ names, ips, hash: "sha1" }),
    p256: authority.issueServerCertificate({ names, ips, keyType: "ec-p256" }),
  };
}

export type TestLeafName =
  | "good"
  | "dnsOnly"
  | "ipAsDnsName"
  | "otherHost"
  | "commonNameOnly"
  | "wildcard"
  | "expired"
  | "notYetValid"
  | "clientAuthOnly"
  | "client"
  | "expiredClient"
  | "otherRootClient"
  | "otherRoot"
  | "expiredOtherRoot"
  | "selfSigned"
  | "selfSignedCa"
  | "weakKey"
  | "rsa"
  | "sha1"
  | "p256";

/** The same key in every encoding that operators bring; SEC1 for elliptic curve keys, PKCS#1 for RSA keys. */
export function encodeTestKey(key: KeyObject, password: string) {
  const type = key.asymmetricKeyType === "ec" ? "sec1" : "pkcs1";
  const format = "pem";
  const encryption = { cipher: "aes-256-cbc", passphrase: password };
  const text = (pem: string | Buffer) => pem.toString();
  return {
    pkcs8: text(key.export({ format, type: "pkcs8" })),
    traditional: text(key.export({ format, type })),
    encryptedPkcs8: text(key.export({ format, type: "pkcs8", ...encryption })),
    encryptedTraditional: text(key.export({ format, type, ...encryption })),
  };
}
