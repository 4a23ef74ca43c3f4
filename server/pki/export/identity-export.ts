/** Hands out a client identity in the forms that other programs take (section 13.4 of the exchange's reference). */
import { createHash, type KeyObject, type X509Certificate } from "node:crypto";
import type { ExportFormat } from "@/contracts/certificate-order";
import { fingerprint256, formatName, readValidity } from "../certificate";
import { isSame } from "../chain";
import { requireMatchingKey } from "../key";
import { exportEncryptedKey } from "./pbes2";
import { writePkcs12 } from "./pkcs12";
import { writeZip, type ZipEntry } from "./zip";

export interface IdentityExport {
  /** What the files and the entry of a key store are named after. */
  name: string;
  privateKey: KeyObject;
  /** Leaf first, without the root. */
  chain: readonly X509Certificate[];
  root: X509Certificate | null;
  password: string;
  now: Date;
}

export interface ExportedFile {
  name: string;
  mediaType: string;
  content: Buffer;
  fingerprint256: string;
}

const privateMode = 0o600;
const publicMode = 0o644;

/**
 * Makes the files of a format; keys in them are encrypted with the password. Throws PkiError `key-cert-mismatch` rather
 * than to hand out what does not belong together.
 */
export async function exportIdentity(format: ExportFormat, identity: IdentityExport): Promise<ExportedFile[]> {
  const [leaf] = identity.chain;
  if (leaf === undefined) throw new RangeError("An identity has at least one certificate");
  requireMatchingKey(leaf, identity.privateKey);
  const base = fileName(identity.name);
  switch (format) {
    case "pem_files":
      return listPemFiles(identity, await encryptedKey(identity)).map(({ name, content }) => file(name, pem, content));
    case "pkcs8":
      return [file(`${base}.key`, pem, await encryptedKey(identity))];
    case "pkcs12":
      return [file(`${base}.p12`, "application/x-pkcs12", await toPkcs12(identity))];
    case "zip":
      return [file(`${base}.zip`, "application/zip", await toZip(identity, leaf))];
  }
}

const pem = "application/x-pem-file";

function listPemFiles({ chain, root }: IdentityExport, key: Buffer): ZipEntry[] {
  const files: ZipEntry[] = [
    { name: "client.key", content: key, mode: privateMode },
    { name: "client.crt", content: Buffer.from(chain.map(String).join("")), mode: publicMode },
  ];
  return root === null ? files : [...files, { name: "ca.crt", content: Buffer.from(String(root)), mode: publicMode }];
}

async function encryptedKey({ privateKey, password }: IdentityExport): Promise<Buffer> {
  return Buffer.from(await exportEncryptedKey(privateKey, password));
}

function toPkcs12({ privateKey, chain, root, password, name }: IdentityExport): Promise<Buffer> {
  const hasRoot = root === null || chain.some((certificate) => isSame(certificate, root));
  const certificates = hasRoot ? chain : [...chain, root];
  return writePkcs12({ privateKey, certificates, password, name });
}

async function toZip(identity: IdentityExport, leaf: X509Certificate): Promise<Buffer> {
  const [key, store] = await Promise.all([encryptedKey(identity), toPkcs12(identity)]);
  const files = [
    ...listPemFiles(identity, key),
    { name: `${fileName(identity.name)}.p12`, content: store, mode: privateMode },
  ];
  const readme = { name: "README.txt", content: Buffer.from(writeReadme(identity, leaf, files)), mode: publicMode };
  return writeZip([readme, ...files], identity.now);
}

function writeReadme({ name, root, now }: IdentityExport, leaf: X509Certificate, files: readonly ZipEntry[]): string {
  const { notBefore, notAfter } = readValidity(leaf);
  return [
    `Client identity "${name}", exported ${now.toISOString()}`,
    "",
    `Certificate      ${formatName(leaf.subject)}`,
    `Issuer           ${formatName(leaf.issuer)}`,
    `Serial number    ${leaf.serialNumber}`,
    `Valid            ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
    `SHA-256          ${leaf.fingerprint256}`,
    ...(root === null
      ? []
      : [`CA               ${formatName(root.subject)}`, `SHA-256 of CA    ${root.fingerprint256}`]),
    "",
    "client.key and the .p12 file are encrypted with the password that was chosen for this export.",
    "client.crt holds the certificate, ca.crt the CA that it is to be used with.",
    "",
    "SHA-256 of the files, as sha256sum prints them:",
    ...files.map((entry) => `${createHash("sha256").update(entry.content).digest("hex")}  ${entry.name}`),
    "",
  ].join("\n");
}

/** A name that every file system takes. */
function fileName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return plain.slice(0, 60) || "client";
}

function file(name: string, mediaType: string, content: Uint8Array): ExportedFile {
  const bytes = Buffer.from(content);
  return { name, mediaType, content: bytes, fingerprint256: fingerprint256(bytes) };
}
