import "server-only";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { hashPassword } from "@/server/auth/password-hash";
import { admitAttempt } from "@/server/auth/throttle";
import { hashToken } from "@/server/auth/token";
import { type Executor, getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import { newId } from "@/server/data/ids";
import { insertMember, insertTeam } from "@/server/data/teams";
import { hasUsers, insertUser } from "@/server/data/users";
import { AppError } from "@/server/domain/app-error";
import type { RequestContext } from "@/server/domain/principal";
import { recordAudit, recordAuditAlone } from "./audit";
import { type SignInOutcome, signIn } from "./sign-in";

const TOKEN_VALID_MS = 60 * 60_000;
const TOKEN_BYTES = 20;
const IDENTIFIER = "first-run";

export interface FirstAdministrator {
  name: string;
  email: string;
  password: string;
  teamName: string;
}

export interface SetupToken {
  token: string;
  expiresAt: Date;
}

/** Whether the first administrator is still to be created. */
export async function isFirstRun(): Promise<boolean> {
  return !(await hasUsers(getDatabase()));
}

/**
 * Makes the one-time token that lets somebody create the first administrator (SEC-G2), replacing one made before. Only
 * its hash is stored. Null when there are users already. The caller prints it on the server's console and nowhere else.
 */
export function issueSetupToken(): Promise<SetupToken | null> {
  return withTransaction(async (tx) => {
    if (await hasUsers(tx)) return null;
    const token = randomBytes(TOKEN_BYTES).toString("hex");
    const expiresAt = new Date(Date.now() + TOKEN_VALID_MS);
    await tx.verification.deleteMany({ where: { identifier: IDENTIFIER } });
    await tx.verification.create({
      data: { id: newId(), identifier: IDENTIFIER, value: hashToken(token), expiresAt },
    });
    return { token, expiresAt };
  });
}

/**
 * What a start prints on the server's console: the page to open and the token to enter there. Does nothing once there is
 * a user.
 */
export async function announceFirstRun(url: string, print: (text: string) => void): Promise<void> {
  const issued = await issueSetupToken();
  if (issued === null) return;
  print(
    [
      "",
      "  No administrator exists yet. Create the first one:",
      `    page         ${new URL("/first-run", url).href}`,
      `    setup token  ${issued.token}`,
      `  The token works once, until ${issued.expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC. A restart prints a new one.`,
      "",
      "",
    ].join("\n"),
  );
}

async function findValidToken(db: Executor, token: string): Promise<string | null> {
  const row = await db.verification.findFirst({ where: { identifier: IDENTIFIER, expiresAt: { gt: new Date() } } });
  if (row === null) return null;
  const isRight = timingSafeEqual(Buffer.from(row.value), Buffer.from(hashToken(token)));
  return isRight ? row.id : null;
}

async function insertFirstAdministrator(
  tx: Transaction,
  person: FirstAdministrator,
  passwordHash: string,
  context: RequestContext | null,
): Promise<{ userId: string; teamId: string }> {
  if (await hasUsers(tx)) {
    throw new AppError("first_run_done", "The first administrator exists already.", { remedy: "Sign in." });
  }
  const user = await insertUser(tx, { ...person, passwordHash, isInstanceAdministrator: true });
  const team = await insertTeam(tx, person.teamName);
  await insertMember(tx, team.id, user.id, "administrator");
  await tx.verification.deleteMany({ where: { identifier: IDENTIFIER } });
  await recordAudit(tx, {
    principal: null,
    actorName: user.email,
    context,
    teamId: team.id,
    action: "first-run.complete",
    objectType: "user",
    objectId: user.id,
    objectName: user.email,
    details: { team: team.name },
  });
  return { userId: user.id, teamId: team.id };
}

/**
 * Creates the first administrator, a team and the membership in one transaction, for scripts that set up a console
 * without the page.
 * @throws AppError `first_run_done` when somebody exists already.
 */
export async function createFirstAdministrator(
  person: FirstAdministrator,
): Promise<{ userId: string; teamId: string }> {
  const passwordHash = await hashPassword(person.password);
  return withTransaction((tx) => insertFirstAdministrator(tx, person, passwordHash, null));
}

/**
 * Creates the first administrator for whoever holds the setup token and signs them in.
 * @throws AppError `first_run_done`; `first_run_token` for a wrong, used or expired token; `sign_in_throttled`.
 */
export async function completeFirstRun(
  { token, ...person }: FirstAdministrator & { token: string },
  headers: Headers,
  context: RequestContext,
): Promise<SignInOutcome> {
  const database = getDatabase();
  const invalid = () =>
    new AppError("first_run_token", "The setup token is wrong, was used, or is older than an hour.", {
      remedy: "Take it from the server's console; a restart prints a new one.",
    });
  if (await hasUsers(database)) {
    throw new AppError("first_run_done", "The first administrator exists already.", { remedy: "Sign in." });
  }
  const attempt = await admitAttempt([{ kind: "source", address: context.remoteAddress ?? "unknown" }]);
  if ((await findValidToken(database, token)) === null) {
    await recordAuditAlone({
      principal: null,
      actorName: "nobody",
      context,
      teamId: null,
      action: "first-run.complete",
      objectType: "console",
      outcome: "failure",
    });
    throw invalid();
  }
  const passwordHash = await hashPassword(person.password);
  await withTransaction(async (tx) => {
    if ((await findValidToken(tx, token)) === null && !(await hasUsers(tx))) throw invalid();
    await insertFirstAdministrator(tx, person, passwordHash, context);
  });
  await attempt.succeed();
  return signIn({ email: person.email, password: person.password }, headers, context);
}
