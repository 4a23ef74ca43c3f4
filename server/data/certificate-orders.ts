import "server-only";
import type { Executor, Transaction } from "./client";
import type { Prisma } from "./generated/client";

const parts = {
  profile: { select: { id: true, name: true, kind: true } },
  identity: { select: { id: true, name: true } },
  events: { orderBy: { id: "asc" } },
} satisfies Prisma.CertificateOrderInclude;

const statesOver = ["active", "failed", "cancelled", "superseded"] as const;
const withoutKey = { include: parts, omit: { sealedKey: true } } as const;

/** Everything but the key; that is read by `findOrderKey` alone. */
export type CertificateOrderRow = Omit<Prisma.CertificateOrderGetPayload<{ include: typeof parts }>, "sealedKey">;

/** What a row of the list shows; the rest of an order is many times as large. */
const summary = {
  id: true,
  teamId: true,
  profileId: true,
  name: true,
  state: true,
  version: true,
  createdBy: true,
  createdAt: true,
  updatedAt: true,
  form: true,
  keyAlgorithm: true,
  chainPem: true,
  notAfter: true,
  outcome: true,
  problem: true,
  step: true,
  stepStartedAt: true,
  profile: parts.profile,
  identity: parts.identity,
} satisfies Prisma.CertificateOrderSelect;

export type CertificateOrderSummaryRow = Prisma.CertificateOrderGetPayload<{ select: typeof summary }>;

/** What a save can change; fields left out stay. */
export type CertificateOrderChange = Partial<
  Omit<
    Prisma.CertificateOrderModel,
    "id" | "teamId" | "version" | "createdById" | "createdBy" | "createdAt" | "updatedAt"
  >
>;

/** One step of an order's history. */
export interface NewOrderEvent {
  actorName: string;
  event: string;
  fromState: string;
  toState: string;
  remark?: string;
}

export function findOrder(db: Executor, id: string): Promise<CertificateOrderRow | null> {
  return db.certificateOrder.findUnique({ where: { id }, ...withoutKey });
}

export function listOrders(
  db: Executor,
  teamId: string,
  page: { before: { createdAt: Date; id: string } | null; limit: number; profileId?: string },
): Promise<CertificateOrderSummaryRow[]> {
  const { before, profileId } = page;
  return db.certificateOrder.findMany({
    where: {
      teamId,
      ...(profileId === undefined ? {} : { profileId }),
      ...(before === null
        ? {}
        : { OR: [{ createdAt: { lt: before.createdAt } }, { createdAt: before.createdAt, id: { lt: before.id } }] }),
    },
    select: summary,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: page.limit,
  });
}

export function createOrder(
  tx: Transaction,
  row: Prisma.CertificateOrderUncheckedCreateInput,
  event: NewOrderEvent,
): Promise<CertificateOrderRow> {
  return tx.certificateOrder.create({
    data: { ...row, events: { create: { ...event, occurredAt: new Date() } } },
    ...withoutKey,
  });
}

/**
 * Saves a change of the version that was read, with what it adds to the history. False where another save came first:
 * nothing is changed then.
 */
export async function saveOrder(
  tx: Transaction,
  id: string,
  version: number,
  change: CertificateOrderChange,
  event?: NewOrderEvent,
): Promise<boolean> {
  const { count } = await tx.certificateOrder.updateMany({
    where: { id, version },
    data: { ...change, version: { increment: 1 } },
  });
  if (count === 0) return false;
  if (event !== undefined) {
    await tx.certificateOrderEvent.create({ data: { ...event, orderId: id, occurredAt: new Date() } });
  }
  return true;
}

/** Notes what was found at the device; nobody decides on it, so that the version stays. */
export async function saveFindings(tx: Transaction, id: string, findings: string): Promise<void> {
  await tx.certificateOrder.update({ where: { id }, data: { findings } });
}

export async function deleteOrder(tx: Transaction, id: string): Promise<void> {
  await tx.certificateOrder.delete({ where: { id } });
}

export async function findOrderKey(db: Executor, id: string): Promise<Uint8Array | null> {
  const row = await db.certificateOrder.findUnique({ where: { id }, select: { sealedKey: true } });
  return row?.sealedKey ?? null;
}

/** Orders with a step that no living process is at, or with a certificate whose checks were not made. */
export function listInterruptedOrders(db: Executor, processId: string): Promise<CertificateOrderRow[]> {
  return db.certificateOrder.findMany({
    where: {
      OR: [
        { step: { not: null }, NOT: { processId } },
        { state: "certificate_received", outcome: null, step: null },
      ],
    },
    ...withoutKey,
    orderBy: { createdAt: "asc" },
  });
}

/** The order that a client identity came from, while it is in use. */
export function findActiveOrderOf(db: Executor, identityId: string): Promise<CertificateOrderRow | null> {
  return db.certificateOrder.findFirst({ where: { identityId, state: "active" }, ...withoutKey });
}

/** The renewal of a client identity that is not over. */
export function findOpenRenewalOf(db: Executor, identityId: string): Promise<CertificateOrderRow | null> {
  return db.certificateOrder.findFirst({
    where: { renewsIdentityId: identityId, state: { notIn: [...statesOver] } },
    ...withoutKey,
  });
}

/** The certificates in use that were ordered for some profiles, those that end last first. */
export function listOrderedCertificates(
  db: Executor,
  profileIds: readonly string[],
): Promise<{ profileId: string | null; notAfter: Date | null; identity: { id: string; name: string } | null }[]> {
  return db.certificateOrder.findMany({
    where: { profileId: { in: [...profileIds] }, state: "active" },
    select: { profileId: true, notAfter: true, identity: { select: { id: true, name: true } } },
    orderBy: { notAfter: "desc" },
  });
}

/** The authority that signed last time for a profile. */
export function findKnownAuthority(
  db: Executor,
  profileId: string,
): Promise<{ pem: string; fingerprint256: string; seenAt: Date } | null> {
  return db.knownAuthority.findUnique({ where: { profileId } });
}

export async function saveKnownAuthority(
  tx: Transaction,
  profileId: string,
  authority: { pem: string; fingerprint256: string },
): Promise<void> {
  const row = { ...authority, seenAt: new Date() };
  await tx.knownAuthority.upsert({ where: { profileId }, create: { profileId, ...row }, update: row });
}

/** A certificate that was ordered and is in use, as far as its renewal needs it. */
export interface OrderInUse {
  id: string;
  profileId: string | null;
  identityId: string;
  identityName: string;
  notAfter: Date;
  /** The renewal that is going on. */
  renewalId: string | null;
}

/** The orders of a team whose certificates are in use, each with the renewal of it that is not over. */
export async function listOrdersInUse(db: Executor, teamId: string): Promise<OrderInUse[]> {
  const [inUse, renewals] = await Promise.all([
    db.certificateOrder.findMany({
      where: { teamId, state: "active" },
      select: { id: true, profileId: true, notAfter: true, identity: parts.identity },
    }),
    db.certificateOrder.findMany({
      where: { teamId, renewsIdentityId: { not: null }, state: { notIn: [...statesOver] } },
      select: { id: true, renewsIdentityId: true },
    }),
  ]);
  const renewalOf = new Map(renewals.map(({ id, renewsIdentityId }) => [renewsIdentityId, id]));
  return inUse.flatMap(({ id, profileId, notAfter, identity }) =>
    identity === null || notAfter === null
      ? []
      : [
          {
            id,
            profileId,
            notAfter,
            identityId: identity.id,
            identityName: identity.name,
            renewalId: renewalOf.get(identity.id) ?? null,
          },
        ],
  );
}

/** The certificates of orders, leaf first. */
export async function findChains(db: Executor, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.certificateOrder.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, chainPem: true },
  });
  return new Map(rows.flatMap(({ id, chainPem }) => (chainPem === null ? [] : [[id, chainPem] as const])));
}
