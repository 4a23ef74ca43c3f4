import "server-only";
import type { CertificateFacts } from "@/contracts/certificate";
import type { ClientIdentity } from "@/contracts/trust";
import type { Executor, Transaction } from "./client";
import type { Prisma } from "./generated/client";

const parts = {
  profiles: { select: { id: true, name: true }, orderBy: { name: "asc" } },
} satisfies Prisma.ClientIdentityInclude;

/** Everything but the key; that is read by `findSealedKey` alone. */
export type ClientIdentityRow = Omit<Prisma.ClientIdentityGetPayload<{ include: typeof parts }>, "sealedKey">;

const withoutKey = { include: parts, omit: { sealedKey: true } } as const;

export function findIdentity(db: Executor, id: string): Promise<ClientIdentityRow | null> {
  return db.clientIdentity.findUnique({ where: { id }, ...withoutKey });
}

export async function findIdentityTeam(db: Executor, id: string): Promise<string | null> {
  const row = await db.clientIdentity.findUnique({ where: { id }, select: { teamId: true } });
  return row?.teamId ?? null;
}

export function listIdentities(db: Executor, teamId: string): Promise<ClientIdentityRow[]> {
  return db.clientIdentity.findMany({ where: { teamId }, ...withoutKey, orderBy: { name: "asc" } });
}

/** Stores an identity under an id its key is sealed for; throws a unique violation for a name the team has already. */
export function createIdentity(
  tx: Transaction,
  row: {
    id: string;
    teamId: string;
    name: string;
    description: string;
    origin: ClientIdentity["origin"];
    chainPem: string;
    facts: CertificateFacts[];
    keyType: string;
    sealedKey: Uint8Array<ArrayBuffer>;
    notAfter: Date;
  },
): Promise<ClientIdentityRow> {
  return tx.clientIdentity.create({ data: { ...row, facts: JSON.stringify(row.facts) }, ...withoutKey });
}

/** Puts another key and certificate in the place of an identity's own; everything else of it stays. */
export async function replaceIdentityMaterial(
  tx: Transaction,
  id: string,
  material: {
    chainPem: string;
    facts: CertificateFacts[];
    keyType: string;
    sealedKey: Uint8Array<ArrayBuffer>;
    notAfter: Date;
  },
): Promise<void> {
  await tx.clientIdentity.update({ where: { id }, data: { ...material, facts: JSON.stringify(material.facts) } });
}

/** Throws a reference violation while a profile uses it. */
export async function deleteIdentity(tx: Transaction, id: string): Promise<void> {
  await tx.clientIdentity.delete({ where: { id } });
}

export function findSealedKey(db: Executor, id: string): Promise<{ chainPem: string; sealedKey: Uint8Array } | null> {
  return db.clientIdentity.findUnique({ where: { id }, select: { chainPem: true, sealedKey: true } });
}

/** The identity as the API shows it, without its key. */
export function serializeIdentity(row: ClientIdentityRow): ClientIdentity {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    origin: row.origin === "order" ? "order" : "imported",
    chain: JSON.parse(row.facts) as CertificateFacts[],
    keyType: row.keyType,
    expiresAt: row.notAfter.toISOString(),
    usedBy: row.profiles.map((profile) => ({ profileId: profile.id, profileName: profile.name })),
    createdAt: row.createdAt.toISOString(),
  };
}
