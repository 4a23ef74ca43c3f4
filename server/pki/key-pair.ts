/** Makes key pairs, in the thread pool of Node.js and so off the event loop. */
import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { CertificateKey } from "@/contracts/certificate";
import type { KeyAlgorithm } from "@/contracts/certificate-request";
import { describeKey } from "./certificate";
import { createGate } from "./gate";

const generate = promisify(generateKeyPair);
/** The thread pool has four threads; name resolution and files need some of them too. */
const gate = createGate(2);

export interface KeyPair {
  /** To be exported with `exportPrivateKey` and sealed at once. */
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** Makes a key pair; RSA keys take from a tenth of a second to some seconds of another thread, two at a time. */
export function createKeyPair(algorithm: KeyAlgorithm): Promise<KeyPair> {
  return gate(() => generateFor(algorithm));
}

function generateFor(algorithm: KeyAlgorithm): Promise<KeyPair> {
  switch (algorithm) {
    case "rsa-2048":
      return generate("rsa", { modulusLength: 2048 });
    case "rsa-3072":
      return generate("rsa", { modulusLength: 3072 });
    case "rsa-4096":
      return generate("rsa", { modulusLength: 4096 });
    case "ec-p256":
      return generate("ec", { namedCurve: "P-256" });
    case "ec-p384":
      return generate("ec", { namedCurve: "P-384" });
  }
}

/** The algorithm of a key the console could have made itself; null for any other. */
export function findKeyAlgorithm(key: KeyObject): KeyAlgorithm | null {
  const { type, bits, curve } = describeKey(() => key);
  switch (`${type} ${curve ?? bits}`) {
    case "rsa 2048":
      return "rsa-2048";
    case "rsa 3072":
      return "rsa-3072";
    case "rsa 4096":
      return "rsa-4096";
    case "ec prime256v1":
      return "ec-p256";
    case "ec secp384r1":
      return "ec-p384";
    default:
      return null;
  }
}

/** Why a key is too weak to be used: RSA below 2048 bits, a curve below P-256, or a type TLS does not take; else null. */
export function findKeyWeakness(key: CertificateKey): string | null {
  const { type, bits, curve } = key;
  if (type === "rsa" || type === "rsa-pss") return (bits ?? 0) >= 2048 ? null : `RSA with ${bits ?? 0} bits, not 2048`;
  if (type === "ec") {
    return (bits ?? 0) >= 256 ? null : `the curve ${curve ?? "of the key"} is weaker than P-256`;
  }
  return type === "ed25519" || type === "ed448" ? null : `keys of the type ${type} do not sign for TLS`;
}
