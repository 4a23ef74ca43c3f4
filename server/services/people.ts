import "server-only";
import type { User } from "@/contracts/people";
import { hashPassword } from "@/server/auth/password-hash";
import { getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import { isUniqueViolation } from "@/server/data/errors";
import { deleteSessionsOf } from "@/server/data/sessions";
import {
  countInstanceAdministrators,
  findUser,
  removeSecondFactor as forgetSecondFactor,
  insertUser,
  listUsers as listUserRows,
  savePasswordHash,
  serializeUser,
  type UserRow,
  updateUser as updateUserRow,
} from "@/server/data/users";
import { AppError, notFound } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { type AuditEntry, recordAudit } from "./audit";
import { requireInstanceAdministrator } from "./instance-administrator";
import { requireOtherTeamAdministrators } from "./teams";

export interface NewPerson {
  name: string;
  email: string;
  password: string;
  isInstanceAdministrator: boolean;
}

export interface PersonChanges {
  name?: string;
  isInstanceAdministrator?: boolean;
  isDisabled?: boolean;
}

function entryOf(principal: Principal, context: RequestContext, action: string, user: UserRow): AuditEntry {
  return {
    principal,
    context,
    teamId: null,
    action,
    objectType: "user",
    objectId: user.id,
    objectName: user.email,
  };
}

/** The answer for an e-mail address somebody has already. */
export function emailTaken(cause?: unknown): AppError {
  const message = "Somebody with this e-mail address exists already.";
  return new AppError("conflict", message, { errors: [{ path: "email", message }], cause });
}

/** Everybody of this installation, by name. @throws AppError `forbidden` */
export async function listUsers(principal: Principal): Promise<User[]> {
  requireInstanceAdministrator(principal);
  return (await listUserRows(getDatabase())).map(serializeUser);
}

/** Creates a person. @throws AppError `forbidden`, `conflict` for an address that is taken. */
export async function createUser(principal: Principal, person: NewPerson, context: RequestContext): Promise<User> {
  requireInstanceAdministrator(principal);
  const passwordHash = await hashPassword(person.password);
  try {
    return await withTransaction(async (tx) => {
      const user = await insertUser(tx, { ...person, passwordHash });
      await recordAudit(tx, {
        ...entryOf(principal, context, "user.create", user),
        details: { name: user.name, isInstanceAdministrator: user.isInstanceAdministrator },
      });
      return serializeUser(user);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken(error) : error;
  }
}

/** An installation keeps somebody who can administer it. */
async function requireOtherInstanceAdministrators(tx: Transaction, user: UserRow): Promise<void> {
  const counts = user.isInstanceAdministrator && !user.isDisabled ? 1 : 0;
  if ((await countInstanceAdministrators(tx)) - counts < 1) {
    throw new AppError("conflict", `${user.name} is the last administrator of this installation.`, {
      remedy: "Make somebody else an administrator of the installation first.",
    });
  }
}

function factsOf({ name, isInstanceAdministrator, isDisabled }: PersonChanges): PersonChanges {
  return { name, isInstanceAdministrator, isDisabled };
}

/**
 * Renames, disables or promotes a person. A change of rights and disabling end the person's sign-ins (SEC-F2).
 * @throws AppError `forbidden`, `not_found`; `conflict` for the last administrator of the installation or of a team.
 */
export async function updateUser(
  principal: Principal,
  userId: string,
  changes: PersonChanges,
  context: RequestContext,
): Promise<User> {
  requireInstanceAdministrator(principal);
  return withTransaction(async (tx) => {
    const before = await findUser(tx, userId);
    if (before === null) throw notFound("person");
    const isDisabling = changes.isDisabled === true && !before.isDisabled;
    const isDemoting = changes.isInstanceAdministrator === false && before.isInstanceAdministrator;
    if (isDisabling || isDemoting) await requireOtherInstanceAdministrators(tx, before);
    if (isDisabling) await requireOtherTeamAdministrators(tx, before);
    const after = await updateUserRow(tx, userId, changes);
    const isRoleChanged = after.isInstanceAdministrator !== before.isInstanceAdministrator;
    const ended = isDisabling || isRoleChanged ? await deleteSessionsOf(tx, userId) : 0;
    await recordAudit(tx, {
      ...entryOf(principal, context, "user.update", after),
      details: { before: factsOf(before), after: factsOf(after), endedSessions: ended },
    });
    return serializeUser(after);
  });
}

/** Sets a new password for a person and ends their sign-ins. @throws AppError `forbidden`, `not_found` */
export async function resetPassword(
  principal: Principal,
  userId: string,
  newPassword: string,
  context: RequestContext,
): Promise<void> {
  requireInstanceAdministrator(principal);
  const passwordHash = await hashPassword(newPassword);
  await withTransaction(async (tx) => {
    const user = await findUser(tx, userId);
    if (user === null) throw notFound("person");
    await savePasswordHash(tx, userId, passwordHash);
    const endedSessions = await deleteSessionsOf(tx, userId);
    await recordAudit(tx, { ...entryOf(principal, context, "user.reset-password", user), details: { endedSessions } });
  });
}

/**
 * Turns off the second factor of a person who has lost it, and ends their sign-ins.
 * @throws AppError `forbidden`, `not_found`; `conflict` for one's own and where there is none.
 */
export async function removeSecondFactor(principal: Principal, userId: string, context: RequestContext): Promise<void> {
  requireInstanceAdministrator(principal);
  if (userId === principal.userId) {
    throw new AppError("conflict", "One's own second factor is turned off in one's account, with the password.");
  }
  await withTransaction(async (tx) => {
    const user = await findUser(tx, userId);
    if (user === null) throw notFound("person");
    if (!user.twoFactorEnabled) throw new AppError("conflict", `${user.name} has no second factor.`);
    await forgetSecondFactor(tx, userId);
    const endedSessions = await deleteSessionsOf(tx, userId);
    await recordAudit(tx, {
      ...entryOf(principal, context, "user.remove-second-factor", user),
      details: { endedSessions },
    });
  });
}
