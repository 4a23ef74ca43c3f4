import "server-only";
import type { CertificateFacts } from "@/contracts/certificate";
import type { TrustBundle } from "@/contracts/trust";
import type { Executor, Transaction } from "./client";
import type { Prisma } from "./generated/client";
import { newId } from "./ids";

const parts = {
  anchors: { orderBy: { position: "asc" } },
  profiles: {
    select: { profile: { select: { id: true, name: true } } },
    orderBy: { profile: { name: "asc" } },
  },
} satisfies Prisma.TrustBundleInclude;

export type TrustBundleRow = Prisma.TrustBundleGetPayload<{ include: typeof parts }>;

export function findBundle(db: Executor, id: string): Promise<TrustBundleRow | null> {
  return db.trustBundle.findUnique({ where: { id }, include: parts });
}

export function listBundles(db: Executor, teamId: string): Promise<TrustBundleRow[]> {
  return db.trustBundle.findMany({ where: { teamId }, include: parts, orderBy: { name: "asc" } });
}

/** Those of the given ids that are bundles of the team. */
export async function findBundleIds(db: Executor, teamId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.trustBundle.findMany({ where: { teamId, id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map((row) => row.id));
}

/** The anchors of a profile's bundles as PEM, in their order. */
export async function listAnchorPems(db: Executor, profileId: string): Promise<string[]> {
  const rows = await db.trustAnchor.findMany({
    where: { bundle: { profiles: { some: { profileId } } } },
    orderBy: [{ bundleId: "asc" }, { position: "asc" }],
    select: { pem: true },
  });
  return rows.map((row) => row.pem);
}

function anchorColumns(anchors: readonly CertificateFacts[]) {
  return anchors.map((facts, position) => ({
    id: newId(),
    fingerprint256: facts.fingerprint256,
    pem: facts.pem,
    facts: JSON.stringify(facts),
    notAfter: new Date(facts.notAfter),
    position,
  }));
}

/** Stores a new bundle; throws a unique violation for a name the team has already. */
export function createBundle(
  tx: Transaction,
  bundle: { teamId: string; name: string; description: string },
  anchors: readonly CertificateFacts[],
): Promise<TrustBundleRow> {
  return tx.trustBundle.create({
    data: { id: newId(), ...bundle, anchors: { create: anchorColumns(anchors) } },
    include: parts,
  });
}

/** Replaces a bundle that still has the expected revision; null if it has another. */
export async function replaceBundle(
  tx: Transaction,
  id: string,
  expectedRevision: number,
  fields: { name: string; description: string },
  anchors: readonly CertificateFacts[],
): Promise<TrustBundleRow | null> {
  const { count } = await tx.trustBundle.updateMany({
    where: { id, revision: expectedRevision },
    data: { ...fields, revision: { increment: 1 } },
  });
  if (count === 0) return null;
  await tx.trustAnchor.deleteMany({ where: { bundleId: id } });
  await tx.trustAnchor.createMany({ data: anchorColumns(anchors).map((anchor) => ({ ...anchor, bundleId: id })) });
  return tx.trustBundle.findUniqueOrThrow({ where: { id }, include: parts });
}

/** Throws a reference violation while a profile uses it. */
export async function deleteBundle(tx: Transaction, id: string): Promise<void> {
  await tx.trustBundle.delete({ where: { id } });
}

export function anchorsOf(row: TrustBundleRow): CertificateFacts[] {
  return row.anchors.map((anchor) => JSON.parse(anchor.facts) as CertificateFacts);
}

/** Profiles that use the bundle, by name. */
export function usersOf(row: TrustBundleRow): { profileId: string; profileName: string }[] {
  return row.profiles.map(({ profile }) => ({ profileId: profile.id, profileName: profile.name }));
}

/** The bundle as the API shows it. */
export function serializeBundle(row: TrustBundleRow): TrustBundle {
  const ends = row.anchors.map((anchor) => anchor.notAfter.getTime());
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    revision: row.revision,
    anchors: anchorsOf(row),
    expiresAt: ends.length === 0 ? null : new Date(Math.min(...ends)).toISOString(),
    usedBy: usersOf(row),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
