import "server-only";
import type { Membership, User } from "@/contracts/people";
import { teamRoleSchema } from "@/contracts/permission-schemas";
import type { Executor, Transaction } from "./client";
import type { Prisma } from "./generated/client";
import { newId } from "./ids";

/** The sign-in library's name for accounts with a password of ours. */
const PASSWORD_PROVIDER = "credential";

export const withMemberships = {
  memberships: { include: { team: { select: { name: true } } }, orderBy: { team: { name: "asc" } } },
} satisfies Prisma.UserInclude;

export type UserRow = Prisma.UserGetPayload<{ include: typeof withMemberships }>;

/** Addresses are kept and compared in lower case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** A stored person as the API shows one. */
export function serializeUser(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    isInstanceAdministrator: row.isInstanceAdministrator,
    isDisabled: row.isDisabled,
    hasSecondFactor: row.twoFactorEnabled,
    createdAt: row.createdAt.toISOString(),
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    memberships: serializeMemberships(row.memberships),
  };
}

/** Teams and roles of a person, by the team's name. */
export function serializeMemberships(rows: UserRow["memberships"]): Membership[] {
  return rows.map((row) => ({ teamId: row.teamId, teamName: row.team.name, role: teamRoleSchema.parse(row.role) }));
}

export function listUsers(db: Executor): Promise<UserRow[]> {
  return db.user.findMany({ include: withMemberships, orderBy: [{ name: "asc" }, { id: "asc" }] });
}

export function findUser(db: Executor, id: string): Promise<UserRow | null> {
  return db.user.findUnique({ where: { id }, include: withMemberships });
}

export function findUserByEmail(db: Executor, email: string): Promise<UserRow | null> {
  return db.user.findUnique({ where: { email: normalizeEmail(email) }, include: withMemberships });
}

/** Whether anybody was created yet. */
export async function hasUsers(db: Executor): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) !== null;
}

export interface NewUser {
  name: string;
  email: string;
  passwordHash: string;
  isInstanceAdministrator: boolean;
}

/** Stores a person with a password. @throws on an address that is taken (unique violation). */
export async function insertUser(tx: Transaction, user: NewUser): Promise<UserRow> {
  const id = newId();
  return tx.user.create({
    data: {
      id,
      name: user.name,
      email: normalizeEmail(user.email),
      isInstanceAdministrator: user.isInstanceAdministrator,
      accounts: {
        create: { id: newId(), accountId: id, providerId: PASSWORD_PROVIDER, password: user.passwordHash },
      },
    },
    include: withMemberships,
  });
}

/** Changes what is given and leaves the rest. */
export function updateUser(
  tx: Transaction,
  id: string,
  {
    name,
    isInstanceAdministrator,
    isDisabled,
  }: Partial<Pick<UserRow, "name" | "isInstanceAdministrator" | "isDisabled">>,
): Promise<UserRow> {
  return tx.user.update({
    where: { id },
    data: { name, isInstanceAdministrator, isDisabled },
    include: withMemberships,
  });
}

/** The stored hash of a person's password; null for somebody without one. */
export async function findPasswordHash(db: Executor, userId: string): Promise<string | null> {
  const account = await db.account.findFirst({ where: { userId, providerId: PASSWORD_PROVIDER } });
  return account?.password ?? null;
}

export async function savePasswordHash(tx: Transaction, userId: string, password: string): Promise<void> {
  await tx.account.updateMany({ where: { userId, providerId: PASSWORD_PROVIDER }, data: { password } });
}

/** Forgets a person's second factor with its recovery codes. */
export async function removeSecondFactor(db: Executor, userId: string): Promise<void> {
  await db.twoFactor.deleteMany({ where: { userId } });
  await db.user.update({ where: { id: userId }, data: { twoFactorEnabled: false } });
}

/** People who can administer the installation; disabled ones cannot. */
export function countInstanceAdministrators(db: Executor): Promise<number> {
  return db.user.count({ where: { isInstanceAdministrator: true, isDisabled: false } });
}
