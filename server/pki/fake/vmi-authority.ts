/** A CA like the one a VMI makes when it first starts: it signs requests, rightly or in every wrong way. */
import { createPublicKey, type KeyObject, type X509Certificate } from "node:crypto";
import { derName } from "../distinguished-name";
import { readRequest } from "../request";
import {
  buildFakeCertificate,
  encodeFakeName,
  type FakeCertificateRequest,
  type FakeKeyType,
  type FakeSigner,
  generateFakeKey,
} from "./certificate-builder";

/** What to do otherwise than asked; `key` puts another key into the certificate. */
export interface VmiSignature extends Partial<FakeCertificateRequest> {
  key?: KeyObject;
}

export interface VmiAuthority {
  root: X509Certificate;
  rootPem: string;
  signer: FakeSigner;
  /** Signs a request with the names it asks for. */
  sign(requestPem: string, changes?: VmiSignature): X509Certificate;
  /** An authority below this one. */
  issueAuthority(name: string, changes?: Partial<FakeCertificateRequest>): VmiAuthority;
}

/** Makes a self-signed CA; two of the same name differ in their keys. */
export function createVmiAuthority(
  options: { name?: string; keyType?: FakeKeyType; root?: Partial<FakeCertificateRequest> } = {},
): VmiAuthority {
  const { name = "VMI root", keyType = "ec-p256" } = options;
  const privateKey = generateFakeKey(keyType);
  const signer = { subject: encodeFakeName(name), privateKey, publicKey: createPublicKey(privateKey) };
  const request = { commonName: name, certificateAuthority: {}, notAfter: inTenYears(), ...options.root };
  return authorityOf(buildFakeCertificate(request, privateKey, signer), signer, keyType);
}

function authorityOf(root: X509Certificate, signer: FakeSigner, keyType: FakeKeyType): VmiAuthority {
  return {
    root,
    rootPem: root.toString(),
    signer,
    sign: (requestPem, { key, ...changes } = {}) => {
      const { facts, subject, publicKey } = readRequest(requestPem);
      if (publicKey === null) throw new Error("The request has a key of an unknown type");
      const listOf = (type: string) => facts.subjectAltNames.filter((name) => name.type === type);
      const request: FakeCertificateRequest = {
        commonName: facts.commonName ?? "unnamed",
        subject: derName(subject.map(({ name, value }) => [name, value] as const)),
        names: listOf("dns").map(({ value }) => value),
        ips: listOf("ip").map(({ value }) => value),
        purposes: ["client"],
        ...changes,
      };
      return buildFakeCertificate(request, key ?? publicKey, signer);
    },
    issueAuthority: (name, changes) => {
      const privateKey = generateFakeKey(keyType);
      const below = { subject: encodeFakeName(name), privateKey, publicKey: createPublicKey(privateKey) };
      const request = { commonName: name, certificateAuthority: {}, notAfter: inTenYears(), ...changes };
      return authorityOf(buildFakeCertificate(request, privateKey, signer), below, keyType);
    },
  };
}

function inTenYears(): Date {
  return new Date(Date.now() + 3650 * 86_400_000);
}
