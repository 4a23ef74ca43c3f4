/** Orders certificates into chains and finds their way to a trust anchor (RFC 5280 section 6.1, path building). */
import type { X509Certificate } from "node:crypto";
import { isIssuedBy, isSelfSigned } from "./certificate";

const maximumPathLength = 20;

export interface OrderedChain {
  /** Leaf first; ends where no issuer is known or at a self-signed certificate. */
  chain: X509Certificate[];
  unused: X509Certificate[];
}

/** Orders certificates from a leaf upwards, whatever order they came in; those outside its path are `unused`. */
export function orderChain(leaf: X509Certificate, certificates: X509Certificate[]): OrderedChain {
  const chain = [leaf];
  for (let top = leaf; !isSelfSigned(top) && chain.length < maximumPathLength; ) {
    const issuer = certificates.find((candidate) => !includes(chain, candidate) && isIssuedBy(top, candidate));
    if (issuer === undefined) break;
    chain.push(issuer);
    top = issuer;
  }
  return { chain, unused: certificates.filter((certificate) => !includes(chain, certificate)) };
}

/** How a path ended. The first four are the failures that OpenSSL reports for the same chains. */
export type PathVerdict =
  | "self-signed"
  | "unknown-ca-root-sent"
  | "unknown-ca"
  | "chain-incomplete"
  | "root-missing-in-bundle"
  | "trusted";

export interface PathLink {
  certificate: X509Certificate;
  origin: "sent" | "bundle";
}

export interface CertificatePath {
  /** Leaf first. */
  links: PathLink[];
  verdict: PathVerdict;
  /** Subject of the issuer that nobody supplied, when that is why the path ends. */
  missingIssuer: string | null;
  /** Certificates that were sent but are not part of the path. */
  unused: X509Certificate[];
}

/**
 * Builds the path of the first presented certificate to one of the anchors. An anchor that is not self-signed ends the
 * path only when `partialChain` is set, as OpenSSL does (tls-profile-options rows 3 and 7).
 */
export function findPath(
  presented: X509Certificate[],
  anchors: X509Certificate[],
  options: { partialChain?: boolean } = {},
): CertificatePath {
  const [leaf] = presented;
  if (leaf === undefined) return { links: [], verdict: "unknown-ca", missingIssuer: null, unused: [] };
  const links: PathLink[] = [{ certificate: leaf, origin: includes(anchors, leaf) ? "bundle" : "sent" }];
  const finish = (verdict: PathVerdict, missing?: X509Certificate): CertificatePath => ({
    links,
    verdict,
    missingIssuer: missing === undefined ? null : missing.issuer,
    unused: presented.filter((certificate) => !links.some((link) => isSame(link.certificate, certificate))),
  });
  let top: PathLink = { certificate: leaf, origin: links[0]?.origin ?? "sent" };
  while (links.length <= maximumPathLength) {
    const { certificate } = top;
    const selfSigned = isSelfSigned(certificate);
    if (top.origin === "bundle" && (selfSigned || options.partialChain === true)) return finish("trusted");
    if (selfSigned) return finish(links.length === 1 ? "self-signed" : "unknown-ca-root-sent");
    const known = links.map((link) => link.certificate);
    const isNext = (candidate: X509Certificate) => !includes(known, candidate) && isIssuedBy(certificate, candidate);
    const anchor = anchors.find(isNext);
    const issuer = anchor ?? presented.find(isNext);
    if (issuer === undefined) return finish(nameMissingIssuer(links), certificate);
    top = { certificate: issuer, origin: anchor === undefined ? "sent" : "bundle" };
    links.push(top);
  }
  return finish("unknown-ca", top.certificate);
}

/** Whether two certificate objects are the same certificate. */
export function isSame(one: X509Certificate, other: X509Certificate): boolean {
  return one.raw.equals(other.raw);
}

function nameMissingIssuer(links: PathLink[]): PathVerdict {
  if (links.at(-1)?.origin === "bundle") return "root-missing-in-bundle";
  return links.length === 1 ? "chain-incomplete" : "unknown-ca";
}

function includes(list: X509Certificate[], certificate: X509Certificate): boolean {
  return list.some((entry) => isSame(entry, certificate));
}
