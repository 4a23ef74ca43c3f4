import "server-only";
import type { CertificateFacts } from "@/contracts/certificate";
import { nameKey } from "@/contracts/key-name";
import type { TeamPermission } from "@/contracts/permissions";
import type { ClientIdentity, ImportIdentityInput, Inspection } from "@/contracts/trust";
import { type Executor, getDatabase, withTransaction } from "@/server/data/client";
import * as stored from "@/server/data/client-identities";
import { newId } from "@/server/data/ids";
import { invalidField, notFound } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireActiveTeam, requireTeam, roleIn } from "@/server/domain/principal";
import { protectSecret } from "@/server/logging/redaction";
import { type ImportedIdentity, importPemIdentity, importPkcs12Identity } from "@/server/pki/client-identity";
import { PkiError } from "@/server/pki/errors";
import { getKeyring } from "@/server/secrets/keyring";
import { recordAudit } from "./audit";
import { asMaterialError, contentOf, remarksOn } from "./certificate-source";
import { identityKeyBinding } from "./connection-target";
import { requireConfirmation, withUniqueName } from "./profile-record";
import { inUse } from "./trust";

/** The field of the form that the fault is in. */
function faultyField(error: unknown, { key, pkcs12 }: ImportIdentityInput): string {
  const errorClass = error instanceof PkiError ? error.class : "";
  if (/^(key|pfx)-password/.test(errorClass)) return "password";
  if (pkcs12 !== undefined) return "pkcs12";
  return errorClass.startsWith("key-") && key !== undefined ? "key" : "certificates";
}

async function readIdentity(input: ImportIdentityInput): Promise<ImportedIdentity> {
  const { certificates, key, pkcs12, password } = input;
  if (password !== undefined) protectSecret(password);
  if ((pkcs12 === undefined) === (certificates === undefined)) {
    throw invalidField("certificates", "Give either certificate and key or a PKCS#12 file.");
  }
  try {
    if (pkcs12 !== undefined) return await importPkcs12Identity(Buffer.from(pkcs12, "base64"), password ?? "");
    return await importPemIdentity({
      certificates: contentOf(certificates ?? {}, "certificates"),
      key: key === undefined ? undefined : contentOf(key, "key"),
      keyPassword: password,
    });
  } catch (error) {
    throw asMaterialError(error, faultyField(error, input));
  }
}

function remarksOnIdentity({ certificates, unused }: ImportedIdentity): string[] {
  const now = new Date();
  const [leaf] = certificates;
  const top = certificates.at(-1);
  return [
    ...certificates.flatMap((facts) => remarksOn(facts, now)),
    ...(leaf !== undefined && leaf.extendedKeyUsage.length > 0 && !mayIdentifyClients(leaf)
      ? ["The certificate is not meant for client authentication; devices will refuse it."]
      : []),
    ...(top !== undefined && !top.selfSigned && certificates.length === 1
      ? ["The chain ends with the certificate itself; a device that does not know its issuer will refuse it."]
      : []),
    ...unused.map((facts) => `${facts.commonName ?? facts.subject} does not belong to the chain and is left out.`),
  ];
}

function mayIdentifyClients(leaf: CertificateFacts): boolean {
  return leaf.extendedKeyUsage.includes("clientAuth") || leaf.extendedKeyUsage.includes("anyExtendedKeyUsage");
}

/**
 * Reads certificate and key, checks that they match and orders the chain; nothing is stored.
 * @throws AppError `forbidden`, `invalid_certificate`, `invalid_key`
 */
export async function inspectIdentity(principal: Principal, input: ImportIdentityInput): Promise<Inspection> {
  requireTeam(principal, requireActiveTeam(principal), "identities.manage");
  const imported = await readIdentity(input);
  return { certificates: imported.certificates, problems: [], warnings: remarksOnIdentity(imported) };
}

/** Client identities of the active team by name, without keys. @throws AppError `forbidden` */
export async function listIdentities(principal: Principal): Promise<{ items: ClientIdentity[] }> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "trust.view");
  return { items: (await stored.listIdentities(getDatabase(), teamId)).map(stored.serializeIdentity) };
}

async function loadIdentity(
  db: Executor,
  principal: Principal,
  identityId: string,
  permission: TeamPermission,
): Promise<stored.ClientIdentityRow> {
  const row = await stored.findIdentity(db, identityId);
  if (row === null || roleIn(principal, row.teamId) === undefined) throw notFound("client identity");
  requireTeam(principal, row.teamId, permission);
  return row;
}

/** One client identity, without its key. @throws AppError `not_found` */
export async function getIdentity(principal: Principal, identityId: string): Promise<ClientIdentity> {
  return stored.serializeIdentity(await loadIdentity(getDatabase(), principal, identityId, "trust.view"));
}

/**
 * Stores a certificate chain and its private key, sealed, in the active team.
 * @throws AppError `forbidden`, `conflict`, `invalid_certificate`, `invalid_key`
 */
export async function importIdentity(
  principal: Principal,
  input: ImportIdentityInput,
  context: RequestContext,
): Promise<ClientIdentity> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "identities.manage");
  const { chainPem, keyPem, certificates } = await readIdentity(input);
  protectSecret(keyPem);
  const [leaf] = certificates;
  if (leaf === undefined) throw invalidField("certificates", "There is no certificate for the key.");
  const { name, description } = input;
  const id = newId();
  return withTransaction(async (tx) => {
    const sealedKey = await getKeyring().seal(tx, identityKeyBinding(id), keyPem);
    const row = await withUniqueName(name, "client identity", () =>
      stored.createIdentity(tx, {
        id,
        teamId,
        name,
        description,
        origin: "imported",
        chainPem,
        facts: certificates,
        keyType: nameKey(leaf.key),
        sealedKey,
        notAfter: new Date(leaf.notAfter),
      }),
    );
    await recordAudit(tx, {
      principal,
      context,
      teamId,
      action: "identity.import",
      objectType: "identity",
      objectId: id,
      objectName: name,
      details: { after: { name, description, subject: leaf.subject, fingerprint256: leaf.fingerprint256 } },
    });
    return stored.serializeIdentity(row);
  });
}

/**
 * Deletes a client identity that no profile uses; `confirm` is its name.
 * @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, `in_use`
 */
export async function deleteIdentity(
  principal: Principal,
  identityId: string,
  confirm: string,
  context: RequestContext,
): Promise<void> {
  await withTransaction(async (tx) => {
    const row = await loadIdentity(tx, principal, identityId, "identities.manage");
    const { usedBy, chain } = stored.serializeIdentity(row);
    if (usedBy.length > 0) throw inUse("client identity", usedBy);
    requireConfirmation(confirm, row.name, "the identity's name");
    await stored.deleteIdentity(tx, identityId);
    await recordAudit(tx, {
      principal,
      context,
      teamId: row.teamId,
      action: "identity.delete",
      objectType: "identity",
      objectId: row.id,
      objectName: row.name,
      details: { before: { name: row.name, subject: chain[0]?.subject, fingerprint256: chain[0]?.fingerprint256 } },
    });
  });
}
