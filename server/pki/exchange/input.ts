/** What the checks of a received certificate are made on (section 13.2 of the exchange's reference). */
import type { KeyObject } from "node:crypto";
import type { RequestedPurpose } from "@/contracts/certificate-request";
import type { CertificateRequest } from "../request";

/** What OpenSSL said of the whole path; null where it could not be asked, because the key is elsewhere. */
export type EngineVerdict = { result: "accepted" } | { result: "refused"; reason: string } | null;

export interface ExchangeInput {
  request: CertificateRequest;
  /** Public half of the private key that is kept; null where the key is elsewhere. */
  publicKey: KeyObject | null;
  /** The string of the answer to SignCSR, as it came: whatever it is. */
  certificate: unknown;
  /** The authority's certificate as it was read before signing; null where it was not read or not there. */
  authorityBefore: unknown;
  /** The same, read after signing. */
  authorityAfter: unknown;
  /** Fingerprint of the authority of the last exchange with this VMI; null in the first. */
  knownAuthority: string | null;
  /** Fingerprint of a changed authority that a person has accepted. */
  acceptedAuthority: string | null;
  /** Serial number of the certificate that this one renews, hexadecimal. */
  previousSerial: string | null;
  now: Date;
  /** The device's clock at the same moment, where it is known. */
  deviceTime: Date | null;
  purpose: RequestedPurpose;
  engine: EngineVerdict;
}
