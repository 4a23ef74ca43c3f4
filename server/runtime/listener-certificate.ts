import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import ipaddr from "ipaddr.js";
import { StartRefusedError } from "@/server/runtime/start-refused";

/** Key and chain of the console's own HTTPS listener, in PEM. */
export interface ListenerCertificate {
  key: string;
  cert: string;
  fingerprint: string;
  notAfter: Date;
}

const VALID_DAYS = 397;
const RENEW_BEFORE_MS = 14 * 86_400_000;

function checkedPair(key: string, cert: string): ListenerCertificate {
  const certificate = new X509Certificate(cert);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) {
    throw new StartRefusedError("The key of the listener does not belong to its certificate.");
  }
  return { key, cert, fingerprint: certificate.fingerprint256, notAfter: new Date(certificate.validTo) };
}

/**
 * Reads the certificate and key files of the listener.
 * @throws StartRefusedError when a file cannot be read, is no certificate or key, or the two do not match.
 */
export async function readListenerCertificate(certificateFile: string, keyFile: string): Promise<ListenerCertificate> {
  try {
    const [cert, key] = await Promise.all([readFile(certificateFile, "utf8"), readFile(keyFile, "utf8")]);
    return checkedPair(key, cert);
  } catch (error) {
    if (error instanceof StartRefusedError) throw error;
    const reason = error instanceof Error ? error.message : "unreadable";
    throw new StartRefusedError(
      `The listener's certificate ${certificateFile} or key ${keyFile} cannot be used: ${reason}.`,
      {
        cause: error,
      },
    );
  }
}

function namesOf(host: string): { dnsNames: string[]; addresses: string[] } {
  const local = Object.values(os.networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .map((entry) => entry.address)
    .filter((address) => ipaddr.isValid(address) && ipaddr.process(address).range() !== "linkLocal");
  const isAddress = ipaddr.isValid(host);
  const isWildcard = isAddress && ipaddr.process(host).range() === "unspecified";
  return {
    dnsNames: [...new Set(["localhost", os.hostname(), ...(isAddress ? [] : [host])])],
    addresses: isWildcard || !isAddress ? [...new Set(local)] : [host],
  };
}

/**
 * The self-signed certificate kept under the data directory, made at the first start and again shortly before it ends.
 * The key file is readable by its owner only.
 */
export async function obtainSelfSignedCertificate(dataDirectory: string, host: string): Promise<ListenerCertificate> {
  const directory = path.join(dataDirectory, "listener");
  const certificateFile = path.join(directory, "certificate.pem");
  const keyFile = path.join(directory, "key.pem");
  if (existsSync(certificateFile) && existsSync(keyFile)) {
    const existing = await readListenerCertificate(certificateFile, keyFile);
    if (existing.notAfter.getTime() - Date.now() > RENEW_BEFORE_MS) return existing;
  }
  // Loaded only when needed: it costs a tenth of the start time.
  const { createSelfSignedCertificate } = await import("@/server/pki/self-signed");
  const made = await createSelfSignedCertificate({
    commonName: os.hostname(),
    ...namesOf(host),
    validDays: VALID_DAYS,
  });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(keyFile, made.keyPem, { mode: 0o600 });
  await chmod(keyFile, 0o600);
  await writeFile(certificateFile, made.certificatePem);
  return checkedPair(made.keyPem, made.certificatePem);
}
