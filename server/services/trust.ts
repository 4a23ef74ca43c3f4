import "server-only";
import type { z } from "zod";
import type { CertificateFacts } from "@/contracts/certificate";
import { countOf } from "@/contracts/count";
import type { TeamPermission } from "@/contracts/permissions";
import type { createBundleInput, Inspection, replaceBundleInput, TrustBundle } from "@/contracts/trust";
import { type Executor, getDatabase, withTransaction } from "@/server/data/client";
import { raiseRevisions } from "@/server/data/profiles";
import * as stored from "@/server/data/trust-bundles";
import { AppError, invalidField, notFound } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireActiveTeam, requireTeam, roleIn } from "@/server/domain/principal";
import { maximumCertificates } from "@/server/pki/pem";
import { announceProfileChange } from "@/server/runtime/profile-changes";
import { recordAudit } from "./audit";
import { blockProblems, type CertificateSource, readAnchors, readSource, remarksOn } from "./certificate-source";
import { requireConfirmation, withUniqueName } from "./profile-record";

type CreateBundleInput = z.output<typeof createBundleInput>;
type ReplaceBundleInput = z.output<typeof replaceBundleInput>;

/** Reads a file and says what is in it; nothing is stored. @throws AppError `forbidden`, `invalid_certificate` */
export function inspectCertificates(principal: Principal, source: CertificateSource): Inspection {
  requireTeam(principal, requireActiveTeam(principal), "trust.view");
  const file = readSource(source, "source");
  const certificates = file.certificates.map((entry) => entry.facts);
  const now = new Date();
  const warnings = certificates.flatMap((facts) => [
    ...remarksOn(facts, now),
    ...(facts.isCertificateAuthority
      ? []
      : [`${facts.commonName ?? facts.subject} is not a CA; as an anchor it vouches for itself only.`]),
  ]);
  if (file.duplicates > 0)
    warnings.push(`${countOf(file.duplicates, "repeated certificate")} left out: each is kept once.`);
  return { certificates, problems: blockProblems(file), warnings };
}

async function loadBundle(
  db: Executor,
  principal: Principal,
  bundleId: string,
  permission: TeamPermission,
): Promise<stored.TrustBundleRow> {
  const row = await stored.findBundle(db, bundleId);
  if (row === null || roleIn(principal, row.teamId) === undefined) throw notFound("CA bundle");
  requireTeam(principal, row.teamId, permission);
  return row;
}

/** CA bundles of the active team by name. @throws AppError `forbidden` */
export async function listBundles(principal: Principal): Promise<{ items: TrustBundle[] }> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "trust.view");
  return { items: (await stored.listBundles(getDatabase(), teamId)).map(stored.serializeBundle) };
}

/** One CA bundle. @throws AppError `not_found` */
export async function getBundle(principal: Principal, bundleId: string): Promise<TrustBundle> {
  return stored.serializeBundle(await loadBundle(getDatabase(), principal, bundleId, "trust.view"));
}

function describeAnchors(anchors: readonly CertificateFacts[]): { fingerprint256: string; subject: string }[] {
  return anchors.map(({ fingerprint256, subject }) => ({ fingerprint256, subject }));
}

/** Stores a CA bundle in the active team. @throws AppError `forbidden`, `conflict`, `invalid_certificate` */
export async function createBundle(
  principal: Principal,
  input: CreateBundleInput,
  context: RequestContext,
): Promise<TrustBundle> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "trust.manage");
  const { anchors } = readAnchors(input.source, "source");
  const { name, description } = input;
  return withTransaction(async (tx) => {
    const row = await withUniqueName(name, "CA bundle", () =>
      stored.createBundle(tx, { teamId, name, description }, anchors),
    );
    await recordAudit(tx, {
      principal,
      context,
      teamId,
      action: "bundle.create",
      objectType: "bundle",
      objectId: row.id,
      objectName: name,
      details: { after: { name, description, anchors: describeAnchors(anchors) } },
    });
    return stored.serializeBundle(row);
  });
}

function nextAnchors(row: stored.TrustBundleRow, input: ReplaceBundleInput): CertificateFacts[] {
  const present = stored.anchorsOf(row);
  const kept = present.filter((anchor) => input.keep.includes(anchor.fingerprint256));
  if (kept.length !== new Set(input.keep).size) {
    throw invalidField("keep", "One of these fingerprints is not in the bundle.");
  }
  const added = input.add === undefined ? [] : readAnchors(input.add, "add").anchors;
  const fresh = added.filter((facts) => !kept.some((anchor) => anchor.fingerprint256 === facts.fingerprint256));
  const anchors = [...kept, ...fresh];
  if (anchors.length === 0) throw invalidField("keep", "A bundle holds at least one certificate.");
  if (anchors.length > maximumCertificates) {
    throw invalidField("add", `A bundle holds at most ${maximumCertificates} certificates.`);
  }
  return anchors;
}

/**
 * Renames a bundle, removes and adds certificates. The profiles that use it get a new revision, so that no connection
 * made under the old trust goes on (SEC-C5).
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `invalid_certificate`, `conflict`
 */
export async function replaceBundle(
  principal: Principal,
  bundleId: string,
  input: ReplaceBundleInput,
  context: RequestContext,
): Promise<TrustBundle> {
  const { row, hasNewTrust } = await withTransaction(async (tx) => {
    const before = await loadBundle(tx, principal, bundleId, "trust.manage");
    const conflict = new AppError(
      "revision_conflict",
      `Somebody else changed this bundle at ${before.updatedAt.toISOString()}.`,
      { remedy: "Look at the newer version and apply your changes to it." },
    );
    if (before.revision !== input.revision) throw conflict;
    const anchors = nextAnchors(before, input);
    const { name, description } = input;
    const row = await withUniqueName(name, "CA bundle", () =>
      stored.replaceBundle(tx, bundleId, input.revision, { name, description }, anchors),
    );
    if (row === null) throw conflict;
    const [old, now] = [describeAnchors(stored.anchorsOf(before)), describeAnchors(anchors)];
    const hasNewTrust = JSON.stringify(old) !== JSON.stringify(now);
    if (hasNewTrust) {
      await raiseRevisions(
        tx,
        stored.usersOf(row).map((user) => user.profileId),
      );
    }
    await recordAudit(tx, {
      principal,
      context,
      teamId: row.teamId,
      action: "bundle.replace",
      objectType: "bundle",
      objectId: row.id,
      objectName: row.name,
      details: {
        before: { name: before.name, description: before.description, anchors: old },
        after: { name, description, anchors: now },
        profiles: stored.usersOf(row),
      },
    });
    return { row, hasNewTrust };
  });
  for (const { profileId } of hasNewTrust ? stored.usersOf(row) : []) {
    announceProfileChange({ profileId, teamId: row.teamId, reason: "trust" });
  }
  return stored.serializeBundle(row);
}

/** The error for a thing that profiles use. */
export function inUse(what: string, users: readonly { profileName: string }[]): AppError {
  const names = users.map((user) => user.profileName).join(", ");
  return new AppError("in_use", `The ${what} is used by: ${names}.`, { remedy: "Choose another one there first." });
}

/**
 * Deletes a bundle that no profile uses; `confirm` is its name.
 * @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, `in_use`
 */
export async function deleteBundle(
  principal: Principal,
  bundleId: string,
  confirm: string,
  context: RequestContext,
): Promise<void> {
  await withTransaction(async (tx) => {
    const row = await loadBundle(tx, principal, bundleId, "trust.manage");
    const users = stored.usersOf(row);
    if (users.length > 0) throw inUse("CA bundle", users);
    requireConfirmation(confirm, row.name, "the bundle's name");
    await stored.deleteBundle(tx, bundleId);
    await recordAudit(tx, {
      principal,
      context,
      teamId: row.teamId,
      action: "bundle.delete",
      objectType: "bundle",
      objectId: row.id,
      objectName: row.name,
      details: { before: { name: row.name, anchors: describeAnchors(stored.anchorsOf(row)) } },
    });
  });
}
