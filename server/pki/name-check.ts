/** Checks the name of a peer against its certificate (RFC 6125; tls-profile-options rows 8 to 11 and 4.10). */
import type { X509Certificate } from "node:crypto";
import { checkServerIdentity } from "node:tls";
import ipaddr from "ipaddr.js";
import { readCertificateFacts } from "./certificate";

export type NameFault = { errorClass: "hostname-mismatch" | "ip-san-mismatch" | "no-san"; finding: string };

/**
 * Finds out why a certificate is not for `host`; null when it is. Addresses must be iPAddress entries, a wildcard
 * covers exactly one label, and a common name counts only when allowed and no alternative name exists at all.
 */
export function findNameFault(
  certificate: X509Certificate,
  host: string,
  options: { allowCommonName?: boolean } = {},
): NameFault | null {
  const { subjectAltNames, commonName } = readCertificateFacts(certificate);
  const names = subjectAltNames.filter((name) => name.type === "dns").map((name) => name.value);
  const addresses = subjectAltNames.filter((name) => name.type === "ip").map((name) => name.value);
  if (ipaddr.isValid(host)) return findAddressFault(host, addresses, names);
  if (names.length > 0) {
    const matches = checkServerIdentity(host, certificate.toLegacyObject()) === undefined;
    return matches ? null : mismatch(host, [...names, ...addresses]);
  }
  if (addresses.length > 0 || commonName === null) return mismatch(host, addresses);
  if (options.allowCommonName !== true) {
    return {
      errorClass: "no-san",
      finding: `The certificate names its server only as common name "${commonName}" and has no alternative names.`,
    };
  }
  return checkServerIdentity(host, { ...certificate.toLegacyObject(), subjectaltname: undefined }) === undefined
    ? null
    : mismatch(host, [commonName]);
}

function findAddressFault(host: string, addresses: string[], names: string[]): NameFault | null {
  const wanted = ipaddr.parse(host).toNormalizedString();
  if (addresses.some((address) => ipaddr.isValid(address) && ipaddr.parse(address).toNormalizedString() === wanted)) {
    return null;
  }
  const writtenAsName = names.includes(host);
  const finding = writtenAsName
    ? `The certificate has ${host} written as a name, not as an IP address, which does not count.`
    : addresses.length > 0
      ? `The certificate is for the addresses ${list(addresses)}, not for ${host}.`
      : `The certificate has no entry for an IP address; it is for ${list(names)}.`;
  return { errorClass: "ip-san-mismatch", finding };
}

function mismatch(host: string, names: string[]): NameFault {
  return { errorClass: "hostname-mismatch", finding: `The certificate is for ${list(names)}, not for ${host}.` };
}

function list(names: string[]): string {
  if (names.length === 0) return "no name at all";
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
