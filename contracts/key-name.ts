import type { CertificateKey } from "./certificate";

const curves: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

/** Key type and size in words, as `RSA, 3072 bits` or `EC, P-256`. */
export function nameKey({ type, bits, curve }: CertificateKey): string {
  const size = curve !== null ? (curves[curve] ?? curve) : bits === null ? null : `${bits} bits`;
  const family = type === "unknown" ? "a type that is not known" : type.toUpperCase();
  return size === null ? family : `${family}, ${size}`;
}
