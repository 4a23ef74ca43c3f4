/** Oldest first. */
export const tlsVersions = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;
export type TlsVersion = (typeof tlsVersions)[number];

/** Whether a version is below TLS 1.2 and so needs the administrator's switch. */
export function isLegacyTlsVersion(version: TlsVersion): boolean {
  return tlsVersions.indexOf(version) < tlsVersions.indexOf("TLSv1.2");
}
