/** Certificates and roots that are wrong in each of the ways that section 13.2 of the BMC reference checks. */
import { der, derBitString, derOid, derSequence, derTag } from "@/server/pki/der";
import { encodeFakeName, generateFakeKey } from "@/server/pki/fake/certificate-builder";
import { createVmiAuthority, type VmiAuthority } from "@/server/pki/fake/vmi-authority";

const day = 86_400_000;

/**
 * What a VMI can do wrong, by the number of the check that finds it. Check 4 is about the key that is kept by whoever
 * asked, with which no VMI can interfere.
 */
export const vmiDefects = {
  "answer-empty-string": 1,
  "answer-no-string": 1,
  "answer-huge": 1,
  "answer-garbage": 2,
  "private-key": 2,
  "no-certificate": 2,
  "double-escaped": 2,
  "other-key": 3,
  "two-certificates": 3,
  "root-not-ca": 5,
  "root-without-key-cert-sign": 5,
  "root-not-self-signed": 5,
  "two-roots": 5,
  "other-ca-same-name": 6,
  "key-identifier-mismatch": 6,
  "missing-intermediate": 7,
  expired: 8,
  "not-yet-valid": 8,
  "root-expired": 8,
  "outlives-root": 9,
  "root-ends-soon": 9,
  "leaf-is-ca": 10,
  "no-client-auth": 11,
  "no-digital-signature": 12,
  sha1: 13,
  "weak-root": 13,
  "unknown-critical-extension": 14,
  "other-subject": 15,
  "negative-serial": 16,
  "repeated-serial": 16,
  "new-authority": 17,
  "path-too-long": 18,
} as const;
export type VmiDefect = keyof typeof vmiDefects;

export interface VmiAnswer {
  /** What stands in `Certificate`; not a string where the defect is just that. */
  certificate: unknown;
  /** What the root file holds from now on; undefined leaves it. */
  root?: string;
}

const repeatedSerial = Buffer.from("4a11", "hex");

/** An extension nobody knows, marked as critical. */
function unknownCritical(): Buffer {
  const oid = derOid("1.3.6.1.4.1.99999.1");
  return derSequence(
    oid,
    der(derTag.boolean, Buffer.from([0xff])),
    der(derTag.octetString, derBitString(Buffer.from([1]))),
  );
}

/** An authority for one signing, with a root that is wrong itself. */
function wrongRoot(root: Parameters<typeof createVmiAuthority>[0], csrPem: string): VmiAnswer {
  const authority = createVmiAuthority(root);
  return { certificate: authority.sign(csrPem).toString(), root: authority.rootPem };
}

/** Signs a request in one of the wrong ways. */
export function signWrongly(authority: VmiAuthority, csrPem: string, defect: VmiDefect): VmiAnswer {
  const now = Date.now();
  const sign = (changes?: Parameters<VmiAuthority["sign"]>[1]) => ({
    certificate: authority.sign(csrPem, changes).toString(),
  });
  switch (defect) {
    case "answer-garbage":
      return { certificate: "\u0000\u0001 this is no certificate" };
    case "answer-empty-string":
      return { certificate: "" };
    case "answer-no-string":
      return { certificate: { pem: authority.sign(csrPem).toString() } };
    case "answer-huge":
      return { certificate: `${"x".repeat(80 * 1024)}\n${authority.sign(csrPem)}` };
    case "private-key": {
      const key = generateFakeKey().export({ format: "pem", type: "pkcs8" });
      return { certificate: `${authority.sign(csrPem)}${key}` };
    }
    case "no-certificate":
      return { certificate: csrPem };
    case "double-escaped":
      return { certificate: authority.sign(csrPem).toString().replaceAll("\n", "\\n") };
    case "other-key":
      return sign({ key: generateFakeKey() });
    case "two-certificates":
      return { certificate: `${authority.sign(csrPem)}${authority.sign(csrPem)}` };
    case "root-not-ca":
      return wrongRoot({ root: { isAuthority: false } }, csrPem);
    case "root-without-key-cert-sign":
      return wrongRoot({ root: { keyUsage: ["digitalSignature"] } }, csrPem);
    case "root-not-self-signed": {
      const below = authority.issueAuthority("VMI below");
      return { certificate: below.sign(csrPem).toString(), root: below.rootPem };
    }
    case "two-roots":
      return { ...sign(), root: `${authority.rootPem}${createVmiAuthority().rootPem}` };
    case "other-ca-same-name":
      return { certificate: createVmiAuthority().sign(csrPem).toString() };
    case "key-identifier-mismatch":
      return sign({ authorityKeyIdentifier: Buffer.alloc(20, 7) });
    case "missing-intermediate": {
      const lower = authority.issueAuthority("VMI intermediate").issueAuthority("VMI lower intermediate");
      return { certificate: `${lower.sign(csrPem)}${lower.rootPem}` };
    }
    case "expired":
      return sign({ notBefore: new Date(now - 20 * day), notAfter: new Date(now - day) });
    case "not-yet-valid":
      return sign({ notBefore: new Date(now + day), notAfter: new Date(now + 20 * day) });
    case "root-expired":
      return wrongRoot({ root: { notBefore: new Date(now - 20 * day), notAfter: new Date(now - day) } }, csrPem);
    case "outlives-root":
      return wrongRoot({ root: { notAfter: new Date(now + 100 * day) } }, csrPem);
    case "root-ends-soon": {
      const soon = createVmiAuthority({ root: { notAfter: new Date(now + 20 * day) } });
      const certificate = soon.sign(csrPem, { notAfter: new Date(now + 10 * day) });
      return { certificate: certificate.toString(), root: soon.rootPem };
    }
    case "leaf-is-ca":
      return sign({ isAuthority: true });
    case "no-client-auth":
      return sign({ purposes: ["server"] });
    case "no-digital-signature":
      return sign({ keyUsage: ["keyEncipherment"] });
    case "sha1":
      return sign({ hash: "sha1" });
    case "weak-root":
      return wrongRoot({ keyType: "rsa-1024" }, csrPem);
    case "unknown-critical-extension":
      return sign({ extensions: [unknownCritical()] });
    case "other-subject":
      return sign({ subject: encodeFakeName("renamed by the VMI"), names: ["other.example.com"] });
    case "negative-serial":
      return sign({ serial: Buffer.from([0x80, 0x01]) });
    case "repeated-serial":
      return sign({ serial: repeatedSerial });
    case "new-authority":
      return wrongRoot({}, csrPem);
    case "path-too-long": {
      const narrow = createVmiAuthority({ root: { certificateAuthority: { pathLength: 0 } } });
      const below = narrow.issueAuthority("VMI intermediate");
      return { certificate: `${below.sign(csrPem)}${below.rootPem}`, root: narrow.rootPem };
    }
  }
}
