import type { BmcCertificate } from "@/contracts/bmc";

/** A place for certificates on the BMC. */
export interface CertificateCollection {
  use: BmcCertificate["use"];
  uri: string;
}

/** What a certificate is for. */
export const certificateUses: Record<BmcCertificate["use"], string> = {
  https: "HTTPS of the BMC",
  ldap: "LDAP client",
  "trust-store": "Trust store",
  "client-ca": "Authority of client certificates",
  other: "Other use",
};

/** A place with its use and, because there may be several of one use, its path. */
export function collectionLabel({ use, uri }: CertificateCollection): string {
  return `${certificateUses[use]} (${uri})`;
}

/** Places that hold certificates of authorities. */
export function isTrustStore({ use }: CertificateCollection): boolean {
  return use === "trust-store" || use === "client-ca";
}
