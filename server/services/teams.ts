import "server-only";
import { countOf } from "@/contracts/count";
import type { Member, Team } from "@/contracts/people";
import type { TeamPermission, TeamRole } from "@/contracts/permissions";
import { hashPassword } from "@/server/auth/password-hash";
import { getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import { isReferenceViolation, isUniqueViolation } from "@/server/data/errors";
import { deleteSessionsOf } from "@/server/data/sessions";
import * as stored from "@/server/data/teams";
import { findUserByEmail, insertUser, type UserRow } from "@/server/data/users";
import { AppError, invalidField, notFound } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireTeam } from "@/server/domain/principal";
import { type AuditEntry, recordAudit } from "./audit";
import { requireInstanceAdministrator } from "./instance-administrator";

export interface NewMember {
  email: string;
  role: TeamRole;
  /** Needed, with `password`, for somebody who has no account yet. */
  name?: string;
  password?: string;
}

/**
 * Lets an administrator of the installation see to every team's members, and members by their role. Everybody else gets
 * the answer for an unknown team.
 */
function requireTeamAccess(principal: Principal, teamId: string, permission: TeamPermission): void {
  if (!principal.isInstanceAdministrator) requireTeam(principal, teamId, permission);
}

async function getTeamRow(tx: Transaction, teamId: string): Promise<stored.TeamRow> {
  const team = await stored.findTeam(tx, teamId);
  if (team === null) throw notFound("team");
  return team;
}

async function getMemberRow(tx: Transaction, teamId: string, userId: string): Promise<stored.MemberRow> {
  const member = await stored.findMember(tx, teamId, userId);
  if (member === null) throw notFound("member of this team");
  return member;
}

function nameTaken(cause: unknown): AppError {
  const message = "A team of this name exists already.";
  return new AppError("conflict", message, { errors: [{ path: "name", message }], cause });
}

function teamEntry(
  principal: Principal,
  context: RequestContext,
  action: string,
  team: { id: string; name: string },
): AuditEntry {
  return { principal, context, teamId: team.id, action, objectType: "team", objectId: team.id, objectName: team.name };
}

function memberEntry(
  principal: Principal,
  context: RequestContext,
  action: string,
  teamId: string,
  member: stored.MemberRow,
): AuditEntry {
  return {
    principal,
    context,
    teamId,
    action,
    objectType: "member",
    objectId: member.userId,
    objectName: member.user.email,
  };
}

/** One's own teams; every team for an administrator of the installation. */
export async function listTeams(principal: Principal): Promise<Team[]> {
  const rows = await stored.listTeams(getDatabase(), principal.isInstanceAdministrator ? undefined : principal.userId);
  return rows.map(stored.serializeTeam);
}

/** Creates a team with the caller as its administrator. @throws AppError `forbidden`, `conflict` for a taken name. */
export async function createTeam(principal: Principal, name: string, context: RequestContext): Promise<Team> {
  requireInstanceAdministrator(principal);
  try {
    return await withTransaction(async (tx) => {
      const { id } = await stored.insertTeam(tx, name);
      await stored.insertMember(tx, id, principal.userId, "administrator");
      const team = await getTeamRow(tx, id);
      await recordAudit(tx, teamEntry(principal, context, "team.create", team));
      return stored.serializeTeam(team);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(error) : error;
  }
}

/** Renames a team. @throws AppError `not_found`, `forbidden`, `conflict` for a taken name. */
export async function renameTeam(
  principal: Principal,
  teamId: string,
  name: string,
  context: RequestContext,
): Promise<Team> {
  requireTeamAccess(principal, teamId, "team.manage");
  try {
    return await withTransaction(async (tx) => {
      const before = await getTeamRow(tx, teamId);
      const after = await stored.renameTeam(tx, teamId, name);
      await recordAudit(tx, {
        ...teamEntry(principal, context, "team.rename", after),
        details: { before: before.name, after: after.name },
      });
      return stored.serializeTeam(after);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(error) : error;
  }
}

function teamInUse(team: { name: string; profileCount: number }, cause?: unknown): AppError {
  const what = team.profileCount > 0 ? countOf(team.profileCount, "profile") : "CA bundles or client certificates";
  return new AppError("in_use", `The team ${team.name} still has ${what}.`, {
    remedy: "Delete what belongs to the team first.",
    cause,
  });
}

/**
 * Deletes a team that holds nothing; its members stay people of the installation.
 * @throws AppError `forbidden`, `not_found`, `confirmation_mismatch` unless its name is typed, `in_use`.
 */
export async function deleteTeam(
  principal: Principal,
  teamId: string,
  confirm: string,
  context: RequestContext,
): Promise<void> {
  requireInstanceAdministrator(principal);
  let serialized: Team | undefined;
  try {
    await withTransaction(async (tx) => {
      const team = await getTeamRow(tx, teamId);
      serialized = stored.serializeTeam(team);
      if (confirm !== team.name) {
        throw new AppError("confirmation_mismatch", "Type the name of the team exactly to delete it.");
      }
      if (serialized.profileCount > 0) throw teamInUse(serialized);
      await stored.deleteTeam(tx, teamId);
      await recordAudit(tx, {
        ...teamEntry(principal, context, "team.delete", team),
        details: { members: serialized.memberCount },
      });
    });
  } catch (error) {
    throw serialized !== undefined && isReferenceViolation(error) ? teamInUse(serialized, error) : error;
  }
}

/** Members of a team and their roles, by name. @throws AppError `not_found` */
export async function listMembers(principal: Principal, teamId: string): Promise<Member[]> {
  requireTeamAccess(principal, teamId, "team.view");
  const database = getDatabase();
  if ((await stored.findTeam(database, teamId)) === null) throw notFound("team");
  return (await stored.listMembers(database, teamId)).map(stored.serializeMember);
}

interface FirstSignIn {
  name: string;
  passwordHash: string;
}

async function firstSignInOf({ email, name, password }: NewMember): Promise<FirstSignIn | null> {
  if ((await findUserByEmail(getDatabase(), email)) !== null) return null;
  if (name === undefined) throw invalidField("name", "Nobody has this address yet: a name is needed.");
  if (password === undefined)
    throw invalidField("password", "Nobody has this address yet: a first password is needed.");
  return { name, passwordHash: await hashPassword(password) };
}

async function findOrCreateUser(tx: Transaction, email: string, first: FirstSignIn | null): Promise<UserRow> {
  const existing = await findUserByEmail(tx, email);
  if (existing !== null) return existing;
  if (first === null) throw notFound("person");
  return insertUser(tx, { email, ...first, isInstanceAdministrator: false });
}

/**
 * Adds a person to a team, creating the person if the address is new. Somebody's name and password stay as they are.
 * @throws AppError `not_found`, `forbidden`, `conflict` for somebody who is a member, `invalid_request` when a new person
 * lacks name or password.
 */
export async function addMember(
  principal: Principal,
  teamId: string,
  input: NewMember,
  context: RequestContext,
): Promise<Member> {
  requireTeamAccess(principal, teamId, "team.manage");
  if ((await stored.findTeam(getDatabase(), teamId)) === null) throw notFound("team");
  const first = await firstSignInOf(input);
  return withTransaction(async (tx) => {
    await getTeamRow(tx, teamId);
    const user = await findOrCreateUser(tx, input.email, first);
    if ((await stored.findMember(tx, teamId, user.id)) !== null) {
      const message = `${user.email} is a member of this team already.`;
      throw new AppError("conflict", message, { errors: [{ path: "email", message }] });
    }
    const member = await stored.insertMember(tx, teamId, user.id, input.role);
    await recordAudit(tx, {
      ...memberEntry(principal, context, "member.add", teamId, member),
      details: { role: member.role, isNewPerson: first !== null },
    });
    return stored.serializeMember(member);
  });
}

async function requireOtherAdministrator(tx: Transaction, teamId: string, userId: string): Promise<void> {
  if ((await stored.countOtherAdministrators(tx, teamId, userId)) > 0) return;
  throw new AppError("conflict", "A team keeps at least one administrator who can sign in.", {
    remedy: "Make somebody else an administrator of the team first.",
  });
}

/**
 * Refuses to take away a person who is the last able administrator of a team.
 * @throws AppError `conflict`
 */
export async function requireOtherTeamAdministrators(tx: Transaction, user: UserRow): Promise<void> {
  for (const { teamId, role } of user.memberships) {
    if (role === "administrator") await requireOtherAdministrator(tx, teamId, user.id);
  }
}

/**
 * Changes a member's role and ends their sign-ins (SEC-F2).
 * @throws AppError `not_found`, `forbidden`, `conflict` for the team's last administrator.
 */
export async function changeRole(
  principal: Principal,
  teamId: string,
  userId: string,
  role: TeamRole,
  context: RequestContext,
): Promise<Member> {
  requireTeamAccess(principal, teamId, "team.manage");
  return withTransaction(async (tx) => {
    const before = await getMemberRow(tx, teamId, userId);
    if (before.role === "administrator" && role !== "administrator")
      await requireOtherAdministrator(tx, teamId, userId);
    const after = await stored.updateMemberRole(tx, teamId, userId, role);
    const endedSessions = before.role === role ? 0 : await deleteSessionsOf(tx, userId);
    await recordAudit(tx, {
      ...memberEntry(principal, context, "member.change-role", teamId, after),
      details: { before: before.role, after: after.role, endedSessions },
    });
    return stored.serializeMember(after);
  });
}

/**
 * Takes a person out of a team, with the grants on its profiles, and ends their sign-ins.
 * @throws AppError `not_found`, `forbidden`, `conflict` for the team's last administrator.
 */
export async function removeMember(
  principal: Principal,
  teamId: string,
  userId: string,
  context: RequestContext,
): Promise<void> {
  requireTeamAccess(principal, teamId, "team.manage");
  await withTransaction(async (tx) => {
    const member = await getMemberRow(tx, teamId, userId);
    if (member.role === "administrator") await requireOtherAdministrator(tx, teamId, userId);
    await stored.deleteMember(tx, teamId, userId);
    const endedSessions = await deleteSessionsOf(tx, userId);
    await recordAudit(tx, {
      ...memberEntry(principal, context, "member.remove", teamId, member),
      details: { role: member.role, endedSessions },
    });
  });
}
