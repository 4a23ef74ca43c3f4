/** Names of the object identifiers that certificates of devices carry. */

const signatureAlgorithms: Record<string, string> = {
  "1.2.840.113549.1.1.2": "RSA with MD2",
  "1.2.840.113549.1.1.4": "RSA with MD5",
  "1.2.840.113549.1.1.5": "RSA with SHA-1",
  "1.2.840.113549.1.1.10": "RSA-PSS",
  "1.2.840.113549.1.1.11": "RSA with SHA-256",
  "1.2.840.113549.1.1.12": "RSA with SHA-384",
  "1.2.840.113549.1.1.13": "RSA with SHA-512",
  "1.2.840.113549.1.1.14": "RSA with SHA-224",
  "1.2.840.10040.4.3": "DSA with SHA-1",
  "1.2.840.10045.4.1": "ECDSA with SHA-1",
  "1.2.840.10045.4.3.1": "ECDSA with SHA-224",
  "1.2.840.10045.4.3.2": "ECDSA with SHA-256",
  "1.2.840.10045.4.3.3": "ECDSA with SHA-384",
  "1.2.840.10045.4.3.4": "ECDSA with SHA-512",
  "1.3.101.112": "Ed25519",
  "1.3.101.113": "Ed448",
};

const hashes: Record<string, string> = {
  "1.3.14.3.2.26": "SHA-1",
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
  "2.16.840.1.101.3.4.2.4": "SHA-224",
};

/** Extended key usages the product asks for. */
export const purposeOids = { serverAuth: "1.3.6.1.5.5.7.3.1", clientAuth: "1.3.6.1.5.5.7.3.2" } as const;

const purposes: Record<string, string> = {
  [purposeOids.serverAuth]: "serverAuth",
  [purposeOids.clientAuth]: "clientAuth",
  "1.3.6.1.5.5.7.3.3": "codeSigning",
  "1.3.6.1.5.5.7.3.4": "emailProtection",
  "1.3.6.1.5.5.7.3.8": "timeStamping",
  "1.3.6.1.5.5.7.3.9": "OCSPSigning",
  "2.5.29.37.0": "anyExtendedKeyUsage",
};

/** Bits of the key usage extension in their order (RFC 5280 section 4.2.1.3). */
export const keyUsageNames: readonly string[] = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
];

/** Readable name of a signature algorithm, or its identifier. */
export function nameSignatureAlgorithm(oid: string): string {
  return signatureAlgorithms[oid] ?? oid;
}

/** Readable name of a hash; null stands for the one that RSA-PSS uses when none is named. */
export function nameHash(oid: string | null): string {
  return oid === null ? "SHA-1" : (hashes[oid] ?? oid);
}

/** Readable name of an extended key usage, or its identifier. */
export function namePurpose(oid: string): string {
  return purposes[oid] ?? oid;
}

/** Whether a signature algorithm, named as above, uses a hash below SHA-256. */
export function isWeakSignature(name: string): boolean {
  return /MD2|MD5|SHA-1$|SHA-224/.test(name);
}
