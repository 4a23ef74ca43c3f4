import "server-only";
import type { z } from "zod";
import type * as bmc from "@/contracts/bmc";
import type { CertificateFacts } from "@/contracts/certificate";
import { AppError, invalidField } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { protectSecret } from "@/server/logging/redaction";
import { readCertificateFacts } from "@/server/pki/certificate";
import { PkiError } from "@/server/pki/errors";
import {
  addCertificate as addToBmc,
  deleteCertificate as deleteFromBmc,
  generateCsr,
  lockOutWarning,
  replaceCertificate as replaceOnBmc,
} from "@/server/protocols/bmc/certificate-actions";
import type { BmcCertificate, CertificateName, CertificateOverview } from "@/server/protocols/bmc/certificates";
import type { BmcConnection } from "@/server/protocols/bmc/connection";
import { requireConfirmation } from "../profile-record";
import { followInstalledCertificate } from "../profile-trust";
import { changeBmc, getBmcProfile, readBmc } from "./connection";

function nameOf(name: CertificateName): string {
  const parts = [name.commonName, name.organizationalUnit, name.organization, name.city, name.state, name.country];
  return parts.filter((part) => part !== null && part !== "").join(", ");
}

function findFacts(pem: string | null): CertificateFacts | null {
  if (pem === null) return null;
  try {
    return readCertificateFacts(pem);
  } catch (error) {
    if (error instanceof PkiError) return null;
    throw error;
  }
}

function serialize(certificate: BmcCertificate, canReplace: boolean): bmc.BmcCertificate {
  const { uri, collectionUri, use, name, pem, subject, issuer, validTo } = certificate;
  const canDelete = use === "trust-store" || use === "client-ca" || use === "ldap";
  return {
    uri,
    collectionUri,
    use,
    name,
    facts: findFacts(pem),
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    validTo: validTo?.toISOString() ?? null,
    canReplace,
    canDelete,
    warning: lockOutWarning(use, canDelete && !canReplace ? "delete" : "replace"),
  };
}

/** Certificates of the BMC and its trust store. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function listCertificates(
  principal: Principal,
  profileId: string,
  signal?: AbortSignal,
): Promise<z.output<typeof bmc.bmcCertificatesSchema>> {
  const { service, certificates, collections, warnings } = await readBmc(principal, profileId, (connection) =>
    connection.readCertificates(signal),
  );
  return {
    certificates: certificates.map((certificate) => serialize(certificate, service.replaceUri !== null)),
    collections,
    canGenerateRequest: service.generateCsrUri !== null,
    warnings,
  };
}

const keys = {
  secp384r1: { algorithm: "EC", curve: "secp384r1" },
  prime256v1: { algorithm: "EC", curve: "prime256v1" },
  "rsa-2048": { algorithm: "RSA" },
} as const;

function requireCollection({ collections }: CertificateOverview, uri: string): void {
  if (collections.some((known) => known.uri === uri)) return;
  throw invalidField("collectionUri", "The BMC has no such place for certificates.");
}

function requireCertificate({ certificates }: CertificateOverview, uri: string): BmcCertificate {
  const found = certificates.find((known) => known.uri === uri);
  if (found === undefined) throw invalidField("uri", "The BMC has no such certificate.");
  return found;
}

/** Lets the BMC make a key and a request. @throws AppError `not_found`, `forbidden`, `invalid_request`, the device's */
export async function generateRequest(
  principal: Principal,
  profileId: string,
  { key, ...input }: z.output<typeof bmc.bmcGenerateRequestInput>,
  context: RequestContext,
): Promise<{ csrPem: string }> {
  const record = await getBmcProfile(principal, profileId, "manage");
  const csrPem = await changeBmc(
    { principal, context, record },
    {
      action: "bmc.certificate.request",
      objectType: "bmc-certificates",
      objectId: input.collectionUri,
      details: { ...input, key },
    },
    async (connection: BmcConnection) => {
      const overview = await connection.readCertificates();
      requireCollection(overview, input.collectionUri);
      return generateCsr(connection.reader, overview.service, { ...input, key: keys[key] });
    },
  );
  return { csrPem };
}

/**
 * Replaces a certificate of the BMC; `confirmation` is the profile's name. Where the profile pins the certificate it
 * replaces, the pin follows.
 * @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, `invalid_certificate`, the device's codes
 */
export async function replaceCertificate(
  principal: Principal,
  profileId: string,
  { uri, pem, confirmation }: z.output<typeof bmc.bmcReplaceCertificateInput>,
  context: RequestContext,
): Promise<z.output<typeof bmc.bmcInstalledCertificateSchema>> {
  const record = await getBmcProfile(principal, profileId, "manage");
  requireConfirmation(confirmation, record.name, "the profile's name");
  for (const [key] of pem.matchAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/g)) {
    protectSecret(key);
  }
  const { installed, use } = await changeBmc(
    { principal, context, record },
    { action: "bmc.certificate.replace", objectType: "bmc-certificate", objectId: uri },
    async (connection) => {
      const overview = await connection.readCertificates();
      const certificate = requireCertificate(overview, uri);
      return {
        installed: await replaceOnBmc(connection.reader, overview.service, uri, pem),
        use: certificate.use,
      };
    },
  );
  const { fingerprint256, certificatePem, notAfter, isExpired, isNotYetValid } = installed;
  const isPinned = use === "https" && (await followInstalledCertificate(principal, record, certificatePem, context));
  return {
    uri: installed.uri,
    fingerprint256,
    notAfter: notAfter.toISOString(),
    isExpired,
    isNotYetValid,
    isPinned,
  };
}

/** Adds a CA certificate to a trust store. @throws AppError `not_found`, `forbidden`, `invalid_certificate`, the device's */
export async function addCertificate(
  principal: Principal,
  profileId: string,
  { collectionUri, pem }: z.output<typeof bmc.bmcAddCertificateInput>,
  context: RequestContext,
): Promise<bmc.BmcCertificate> {
  const record = await getBmcProfile(principal, profileId, "manage");
  if (pem.includes("PRIVATE KEY-----")) {
    throw new AppError("invalid_certificate", "A trust store takes certificates only: take the private key out.", {
      errors: [{ path: "pem", message: "There is a private key in the text." }],
    });
  }
  const added = await changeBmc(
    { principal, context, record },
    { action: "bmc.certificate.add", objectType: "bmc-certificates", objectId: collectionUri },
    async (connection) => {
      requireCollection(await connection.readCertificates(), collectionUri);
      return addToBmc(connection.reader, collectionUri, pem);
    },
  );
  return serialize(added, false);
}

/** Takes a certificate out of a trust store; `confirm` is the profile's name. @throws AppError as `replaceCertificate` */
export async function deleteCertificate(
  principal: Principal,
  profileId: string,
  { uri, confirm }: { uri: string; confirm: string },
  context: RequestContext,
): Promise<void> {
  const record = await getBmcProfile(principal, profileId, "manage");
  requireConfirmation(confirm, record.name, "the profile's name");
  await changeBmc(
    { principal, context, record },
    { action: "bmc.certificate.delete", objectType: "bmc-certificate", objectId: uri },
    async (connection) => {
      requireCertificate(await connection.readCertificates(), uri);
      return deleteFromBmc(connection.reader, uri);
    },
  );
}
