import "server-only";
import type { Member, Team } from "@/contracts/people";
import { teamRoleSchema } from "@/contracts/permission-schemas";
import type { TeamRole } from "@/contracts/permissions";
import type { Executor, Transaction } from "./client";
import type { Prisma } from "./generated/client";
import { newId } from "./ids";

const withCounts = {
  _count: { select: { memberships: true, profiles: true } },
} satisfies Prisma.TeamInclude;

export type TeamRow = Prisma.TeamGetPayload<{ include: typeof withCounts }>;

const withUser = {
  user: { select: { name: true, email: true, isDisabled: true } },
} satisfies Prisma.MembershipInclude;

export type MemberRow = Prisma.MembershipGetPayload<{ include: typeof withUser }>;

/** A stored team as the API shows it. */
export function serializeTeam(row: TeamRow): Team {
  return {
    id: row.id,
    name: row.name,
    memberCount: row._count.memberships,
    profileCount: row._count.profiles,
    createdAt: row.createdAt.toISOString(),
  };
}

/** A stored membership as the API shows it. */
export function serializeMember(row: MemberRow): Member {
  return {
    userId: row.userId,
    name: row.user.name,
    email: row.user.email,
    role: teamRoleSchema.parse(row.role),
    isDisabled: row.user.isDisabled,
    since: row.createdAt.toISOString(),
  };
}

/** Every team, or those a person is a member of. */
export function listTeams(db: Executor, memberId?: string): Promise<TeamRow[]> {
  return db.team.findMany({
    where: memberId === undefined ? {} : { memberships: { some: { userId: memberId } } },
    include: withCounts,
    orderBy: { name: "asc" },
  });
}

export function findTeam(db: Executor, id: string): Promise<TeamRow | null> {
  return db.team.findUnique({ where: { id }, include: withCounts });
}

/** @throws on a name that is taken (unique violation). */
export function insertTeam(tx: Transaction, name: string): Promise<TeamRow> {
  return tx.team.create({ data: { id: newId(), name }, include: withCounts });
}

/** @throws on a name that is taken (unique violation). */
export function renameTeam(tx: Transaction, id: string, name: string): Promise<TeamRow> {
  return tx.team.update({ where: { id }, data: { name }, include: withCounts });
}

/** @throws when profiles, bundles or client identities belong to the team (reference violation). */
export async function deleteTeam(tx: Transaction, id: string): Promise<void> {
  await tx.team.delete({ where: { id } });
}

export function listMembers(db: Executor, teamId: string): Promise<MemberRow[]> {
  return db.membership.findMany({ where: { teamId }, include: withUser, orderBy: { user: { name: "asc" } } });
}

export function findMember(db: Executor, teamId: string, userId: string): Promise<MemberRow | null> {
  return db.membership.findUnique({ where: { teamId_userId: { teamId, userId } }, include: withUser });
}

export function insertMember(tx: Transaction, teamId: string, userId: string, role: TeamRole): Promise<MemberRow> {
  return tx.membership.create({ data: { teamId, userId, role }, include: withUser });
}

export function updateMemberRole(tx: Transaction, teamId: string, userId: string, role: TeamRole): Promise<MemberRow> {
  return tx.membership.update({ where: { teamId_userId: { teamId, userId } }, data: { role }, include: withUser });
}

/** Takes a person out of a team together with the grants on its profiles. */
export async function deleteMember(tx: Transaction, teamId: string, userId: string): Promise<void> {
  await tx.grant.deleteMany({ where: { userId, profile: { teamId } } });
  await tx.membership.delete({ where: { teamId_userId: { teamId, userId } } });
}

/** Administrators of a team who can act, apart from one person. */
export function countOtherAdministrators(db: Executor, teamId: string, exceptUserId: string): Promise<number> {
  return db.membership.count({
    where: { teamId, role: "administrator", userId: { not: exceptUserId }, user: { isDisabled: false } },
  });
}
