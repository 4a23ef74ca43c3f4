/** GenerateCSR, ReplaceCertificate, and the trust store of the BMC (BMC reference, section 10). */
import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { DeviceError } from "../errors";
import { type BmcCertificate, type CertificateService, parseCertificate } from "./certificates";
import { BmcError } from "./errors";
import { jsonOf, parseBody } from "./exchange";
import { samePath } from "./paths";
import { textAt } from "./properties";
import { type RedfishReader, requireType } from "./resource";

/** GenerateCSR waits up to 10 s for the certificate service. */
const CSR_TIMEOUT_MS = 30_000;
/** A certificate with its chain and key; more is no certificate. */
const PEM_LIMIT_BYTES = 64 * 1024;

/** What a request made on the BMC says; the key never leaves the BMC. */
export interface GenerateCsrInput {
  collectionUri: string;
  commonName: string;
  country: string;
  state: string;
  city: string;
  organization: string;
  organizationalUnit: string;
  alternativeNames?: readonly string[];
  key?: { algorithm: "EC"; curve?: "secp384r1" | "prime256v1" } | { algorithm: "RSA" };
}

const csrSchema = z.object({ CSRString: z.string().min(1) });

function keyProperties(key: GenerateCsrInput["key"]): Record<string, unknown> {
  if (key === undefined) return {};
  if (key.algorithm === "RSA") return { KeyPairAlgorithm: "RSA", KeyBitLength: 2048 };
  return { KeyPairAlgorithm: "EC", KeyCurveId: key.curve ?? "secp384r1" };
}

/**
 * Lets the BMC make a key and a request for it, which overwrites a pending one.
 * @throws DeviceError `invalid_request` where the service has no such action; BmcError `device_busy` while another runs
 */
export async function generateCsr(
  reader: RedfishReader,
  service: CertificateService,
  input: GenerateCsrInput,
  signal?: AbortSignal,
): Promise<string> {
  if (service.generateCsrUri === null) {
    throw new DeviceError("invalid_request", "This BMC makes no certificate requests.");
  }
  const body = {
    CertificateCollection: { "@odata.id": input.collectionUri },
    CommonName: input.commonName,
    Country: input.country,
    State: input.state,
    City: input.city,
    Organization: input.organization,
    OrganizationalUnit: input.organizationalUnit,
    ...(input.alternativeNames?.length ? { AlternativeNames: input.alternativeNames } : {}),
    ...keyProperties(input.key),
  };
  const request = { method: "POST", uri: service.generateCsrUri, headersMs: CSR_TIMEOUT_MS, body } as const;
  return parseBody(await reader.api.send(request, signal), csrSchema, "the certificate request").CSRString;
}

/** What now stands on the BMC; after a change of HTTPS this is what the next connection presents. */
export interface InstalledCertificate {
  uri: string;
  fingerprint256: string;
  certificatePem: string;
  notAfter: Date;
  /** Dates that the BMC does not judge (section 10.2), so that the screen must. */
  isExpired: boolean;
  isNotYetValid: boolean;
}

/**
 * The first certificate of a text that may also hold its chain and key.
 * @throws DeviceError `invalid_certificate` where there is none
 */
export function readInstallable(pem: string, now = new Date()): Omit<InstalledCertificate, "uri"> {
  if (Buffer.byteLength(pem) > PEM_LIMIT_BYTES) throw unreadable();
  const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem)?.[0];
  if (block === undefined) throw unreadable();
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(block);
  } catch (cause) {
    throw unreadable(cause);
  }
  const notAfter = new Date(certificate.validTo);
  return {
    fingerprint256: certificate.fingerprint256,
    certificatePem: certificate.toString(),
    notAfter,
    isExpired: notAfter < now,
    isNotYetValid: new Date(certificate.validFrom) > now,
  };
}

function unreadable(cause?: unknown): DeviceError {
  return new DeviceError("invalid_certificate", "The text holds no certificate in PEM form that can be read.", {
    cause,
  });
}

/** The bare 500 for a certificate without its key says nothing; this does (section 10.2). */
function explainRefusal(error: unknown, hasKey: boolean): unknown {
  if (!(error instanceof BmcError)) return error;
  const isVague = error.status === 500 || error.says("InternalError", "ActionParameterValueFormatError");
  if (!isVague) return error;
  return new DeviceError("device_request_rejected", "The BMC refused the certificate.", {
    remedy: hasKey
      ? "Check that the key belongs to the certificate, and that the trust store has room and not this certificate already."
      : "Without a key in the text the certificate must belong to the request made last on this BMC. In a trust store it must be new, and there must be room.",
    device: error.device,
    cause: error,
  });
}

/**
 * Replaces a certificate: alone after `generateCsr`, else with its key in one text. The web server reloads: new
 * connections present the new certificate within seconds, old ones may be cut.
 * @throws DeviceError `invalid_certificate`, `invalid_request`, `device_request_rejected`; BmcError; TransportError
 */
export async function replaceCertificate(
  reader: RedfishReader,
  service: CertificateService,
  certificateUri: string,
  pem: string,
  signal?: AbortSignal,
): Promise<InstalledCertificate> {
  if (service.replaceUri === null) throw new DeviceError("invalid_request", "This BMC replaces no certificates.");
  const installed = readInstallable(pem);
  try {
    const answer = await reader.api.send(
      {
        method: "POST",
        uri: service.replaceUri,
        body: { CertificateString: pem, CertificateType: "PEM", CertificateUri: { "@odata.id": certificateUri } },
      },
      signal,
    );
    return { uri: textAt(jsonOf(answer), "@odata.id") ?? certificateUri, ...installed };
  } catch (error) {
    throw explainRefusal(error, pem.includes("PRIVATE KEY-----"));
  }
}

/** Adds a certificate to a collection, as a CA to the trust store. @throws like `replaceCertificate` */
export async function addCertificate(
  reader: RedfishReader,
  collectionUri: string,
  pem: string,
  signal?: AbortSignal,
): Promise<BmcCertificate> {
  readInstallable(pem);
  await requireType(reader, collectionUri, "CertificateCollection", signal);
  const body = { CertificateString: pem, CertificateType: "PEM" };
  try {
    const answer = await reader.api.send({ method: "POST", uri: collectionUri, body }, signal);
    const properties = parseBody(answer, z.looseObject({}), "the new certificate");
    const uri = textAt(properties, "@odata.id") ?? answer.headers.get("location") ?? samePath(collectionUri);
    return parseCertificate({ uri, properties });
  } catch (error) {
    throw explainRefusal(error, pem.includes("PRIVATE KEY-----"));
  }
}

/** Takes a certificate out of the trust store or of LDAP. @throws BmcError, 405 for the HTTPS certificate */
export async function deleteCertificate(reader: RedfishReader, uri: string, signal?: AbortSignal): Promise<void> {
  await requireType(reader, uri, "Certificate", signal);
  await reader.api.send({ method: "DELETE", uri }, signal);
}

/** What an operator must know before a change: whom it can lock out (section 10). */
export function lockOutWarning(use: BmcCertificate["use"], change: "replace" | "add" | "delete"): string | null {
  if (use === "https" && change === "replace") {
    return "The BMC presents the new certificate to everybody within seconds. Clients that trusted the old one are locked out until they trust the new one.";
  }
  if (use === "ldap" && change !== "add") {
    return "Users who log on over LDAP are locked out where the LDAP server does not accept the change. Keep a local administrator.";
  }
  if ((use === "trust-store" || use === "client-ca") && change !== "add") {
    return "LDAP servers and client certificates that this CA vouches for are no longer accepted. Keep another way to log on.";
  }
  return null;
}
