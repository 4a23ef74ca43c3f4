/** A two-tier certificate authority made at run time, for tests and simulated devices. */
import { createPublicKey, type KeyObject, type X509Certificate } from "node:crypto";
import ipaddr from "ipaddr.js";
import {
  buildFakeCertificate,
  encodeFakeName,
  type FakeCertificateRequest,
  type FakeKeyType,
  type FakeSigner,
  generateFakeKey,
} from "./certificate-builder";

/** A certificate with its key, ready for `tls.createServer({ cert: chainPem, key: keyPem })`. */
export interface IssuedCertificate {
  certificate: X509Certificate;
  certificatePem: string;
  /** Leaf first, then the intermediate; the root is never included. */
  chainPem: string;
  privateKey: KeyObject;
  /** Unencrypted PKCS#8. */
  keyPem: string;
}

export interface ServerCertificateRequest extends Omit<FakeCertificateRequest, "commonName"> {
  commonName?: string;
  keyType?: FakeKeyType;
}

export interface TestAuthority {
  root: IssuedCertificate;
  intermediate: IssuedCertificate;
  /** Unrelated to `root`; signs nothing but what is asked with `issueFromOtherRoot`. */
  otherRoot: IssuedCertificate;
  rootPem: string;
  intermediatePem: string;
  otherRootPem: string;
  issueServerCertificate(request: ServerCertificateRequest): IssuedCertificate;
  issueClientCertificate(request: ServerCertificateRequest): IssuedCertificate;
  issueFromOtherRoot(request: ServerCertificateRequest): IssuedCertificate;
  issueSelfSigned(request: ServerCertificateRequest): IssuedCertificate;
}

/** Makes root, intermediate (path length 0) and an unrelated second root, all with P-256 keys unless told otherwise. */
export function createTestAuthority(options: { name?: string; keyType?: FakeKeyType } = {}): TestAuthority {
  const name = options.name ?? "Signalbox Test";
  const keyType = options.keyType ?? "ec-p256";
  const root = selfSign({ commonName: `${name} Root`, certificateAuthority: {}, keyType });
  const otherRoot = selfSign({ commonName: `${name} Other Root`, certificateAuthority: {}, keyType });
  const rootSigner = signerOf(root, `${name} Root`);
  const intermediate = issue(
    { commonName: `${name} Intermediate`, certificateAuthority: { pathLength: 0 }, keyType },
    rootSigner,
    [],
  );
  const intermediateSigner = signerOf(intermediate, `${name} Intermediate`);
  const otherSigner = signerOf(otherRoot, `${name} Other Root`);
  const withName = (request: ServerCertificateRequest) => ({
    ...request,
    commonName: request.commonName ?? request.names?.[0] ?? request.ips?.[0] ?? "unnamed",
  });
  return {
    root,
    intermediate,
    otherRoot,
    rootPem: root.certificatePem,
    intermediatePem: intermediate.certificatePem,
    otherRootPem: otherRoot.certificatePem,
    issueServerCertificate: (request) =>
      issue(withName({ purposes: ["server"], ...request }), intermediateSigner, [intermediate.certificatePem]),
    issueClientCertificate: (request) =>
      issue(withName({ purposes: ["client"], ...request }), intermediateSigner, [intermediate.certificatePem]),
    issueFromOtherRoot: (request) => issue(withName(request), otherSigner, []),
    issueSelfSigned: (request) => selfSign(withName(request)),
  };
}

/** Issues a certificate for a server reached by the given names and addresses; each goes to its own kind of SAN. */
export function issueServerCertificateFor(authority: TestAuthority, hosts: string[]): IssuedCertificate {
  return authority.issueServerCertificate({
    names: hosts.filter((host) => !ipaddr.isValid(host)),
    ips: hosts.filter((host) => ipaddr.isValid(host)),
  });
}

type NamedRequest = FakeCertificateRequest & { keyType?: FakeKeyType };

function issue(request: NamedRequest, signer: FakeSigner, above: string[]): IssuedCertificate {
  const privateKey = generateFakeKey(request.keyType);
  return toIssued(buildFakeCertificate(request, privateKey, signer), privateKey, above);
}

function selfSign(request: NamedRequest): IssuedCertificate {
  const privateKey = generateFakeKey(request.keyType);
  const signer = { subject: encodeFakeName(request.commonName), privateKey, publicKey: createPublicKey(privateKey) };
  return toIssued(buildFakeCertificate(request, privateKey, signer), privateKey, []);
}

function signerOf(issued: IssuedCertificate, commonName: string): FakeSigner {
  return {
    subject: encodeFakeName(commonName),
    privateKey: issued.privateKey,
    publicKey: createPublicKey(issued.privateKey),
  };
}

function toIssued(certificate: X509Certificate, privateKey: KeyObject, above: string[]): IssuedCertificate {
  const certificatePem = certificate.toString();
  return {
    certificate,
    certificatePem,
    chainPem: [certificatePem, ...above].join(""),
    privateKey,
    keyPem: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}
