import "server-only";
import { X509Certificate } from "node:crypto";
import type { z } from "zod";
import type { CertificateFacts } from "@/contracts/certificate";
import type {
  activateOrderInput,
  CertificateOrder,
  exportAnswerSchema,
  exportOrderInput,
} from "@/contracts/certificate-order";
import { nameKey } from "@/contracts/key-name";
import { type CertificateOrderRow, findActiveOrderOf, saveOrder } from "@/server/data/certificate-orders";
import { getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import { createIdentity, findIdentity, replaceIdentityMaterial } from "@/server/data/client-identities";
import { newId } from "@/server/data/ids";
import { raiseRevisions } from "@/server/data/profiles";
import { AppError } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { protectSecret } from "@/server/logging/redaction";
import { exportIdentity } from "@/server/pki/export/identity-export";
import { exportPrivateKey } from "@/server/pki/key";
import { readCertificateFile } from "@/server/pki/pem";
import { announceProfileChange } from "@/server/runtime/profile-changes";
import { getKeyring } from "@/server/secrets/keyring";
import { completeIntent, recordAudit, recordIntent } from "../audit";
import { identityKeyBinding } from "../connection-target";
import { withUniqueName } from "../profile-record";
import { openOrderKey } from "./order-key";
import { applyEvents, loadForAction, orderAudit } from "./order-record";
import { viewOrder } from "./order-view";

interface Material {
  chainPem: string;
  facts: CertificateFacts[];
  keyType: string;
  keyPem: string;
  notAfter: Date;
}

async function materialOf(row: CertificateOrderRow): Promise<Material> {
  const key = await openOrderKey(getDatabase(), row);
  const facts = readCertificateFile(row.chainPem ?? "").certificates.map((entry) => entry.facts);
  const [leaf] = facts;
  if (key === null || row.chainPem === null || leaf === undefined) {
    throw new AppError("conflict", "The order has no key and certificate that could be kept.");
  }
  const keyPem = exportPrivateKey(key);
  protectSecret(keyPem);
  return { chainPem: row.chainPem, facts, keyType: nameKey(leaf.key), keyPem, notAfter: new Date(leaf.notAfter) };
}

/** Stores a new identity, or puts the renewed key and certificate in the place of the old; returns its id. */
async function keep(
  tx: Transaction,
  row: CertificateOrderRow,
  name: string,
  material: Material,
): Promise<{ identityId: string; profileIds: string[] }> {
  const { keyPem, ...fields } = material;
  const renewed = row.renewsIdentityId === null ? null : await findIdentity(tx, row.renewsIdentityId);
  if (renewed !== null) {
    const sealedKey = await getKeyring().seal(tx, identityKeyBinding(renewed.id), keyPem);
    await replaceIdentityMaterial(tx, renewed.id, { ...fields, sealedKey });
    const profileIds = renewed.profiles.map(({ id }) => id);
    await raiseRevisions(tx, profileIds);
    return { identityId: renewed.id, profileIds };
  }
  const id = newId();
  const sealedKey = await getKeyring().seal(tx, identityKeyBinding(id), keyPem);
  await withUniqueName(name, "client identity", () =>
    createIdentity(tx, {
      id,
      teamId: row.teamId,
      name,
      description: `Ordered as ${row.name}`,
      origin: "order",
      ...fields,
      sealedKey,
    }),
  );
  return { identityId: id, profileIds: [] };
}

/** The order whose certificate this one takes the place of is over. */
async function supersede(tx: Transaction, identityId: string, by: string): Promise<void> {
  const previous = await findActiveOrderOf(tx, identityId);
  if (previous === null) return;
  const after = await applyEvents(tx, previous, [{ type: "superseded" }], { actorName: by });
  await saveOrder(tx, previous.id, after.version, { identityId: null });
}

/**
 * Keeps key and certificate as a client identity of the team. A renewal takes the place of the identity it renews: the
 * profiles that use it connect with the new certificate from then on.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict` also for a name that is taken
 */
export async function activateOrder(
  principal: Principal,
  orderId: string,
  { version, identityName, untested }: z.output<typeof activateOrderInput>,
  context: RequestContext,
): Promise<CertificateOrder> {
  const action = untested ? "activate_untested" : "activate";
  const material = await materialOf(await loadForAction(getDatabase(), principal, orderId, action, version));
  const { row, profileIds } = await withTransaction(async (tx) => {
    const before = await loadForAction(tx, principal, orderId, action, version);
    const kept = await keep(tx, before, identityName, material);
    await supersede(tx, kept.identityId, principal.name);
    const after = await applyEvents(
      tx,
      before,
      [{ type: "activated", untested }],
      { actorName: principal.name },
      { identityId: kept.identityId },
    );
    const [leaf] = material.facts;
    const details = { identityId: kept.identityId, untested, fingerprint256: leaf?.fingerprint256 };
    await recordAudit(tx, orderAudit(principal, context, before, "activate", details));
    return { row: after, profileIds: kept.profileIds };
  });
  for (const profileId of profileIds) {
    announceProfileChange({ profileId, teamId: row.teamId, reason: "trust" });
  }
  return viewOrder(getDatabase(), principal, row);
}

/**
 * Certificate, authority and encrypted key as files; on record before they leave (SEC-H2).
 * @throws AppError `not_found`, `forbidden`, `conflict`, `secret_missing`
 */
export async function exportOrder(
  principal: Principal,
  orderId: string,
  { format, password }: z.output<typeof exportOrderInput>,
  context: RequestContext,
): Promise<z.output<typeof exportAnswerSchema>> {
  protectSecret(password);
  const row = await loadForAction(getDatabase(), principal, orderId, "export", null);
  const intent = await recordIntent(orderAudit(principal, context, row, "export", { format }));
  const privateKey = await openOrderKey(getDatabase(), row);
  if (privateKey === null || row.chainPem === null) {
    await completeIntent(intent, "failure", { code: "secret_missing" });
    throw new AppError("secret_missing", "The private key of this order is not here.");
  }
  const files = await exportIdentity(format, {
    name: row.name,
    privateKey,
    chain: readCertificateFile(row.chainPem).certificates.map(({ certificate }) => certificate),
    root: row.rootPem === null ? null : new X509Certificate(row.rootPem),
    password,
    now: new Date(),
  });
  await completeIntent(intent, "success", {
    files: files.map(({ name, fingerprint256 }) => ({ name, fingerprint256 })),
  });
  return { files: files.map((file) => ({ ...file, content: file.content.toString("base64") })) };
}
