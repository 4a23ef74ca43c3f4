import "server-only";
import { createHash } from "node:crypto";
import { getAuth, SECOND_FACTOR_PAUSE_SECONDS } from "@/server/auth/auth";
import { findSessionToken, secondFactorCookieName } from "@/server/auth/cookies";
import { type LibraryRefusal, libraryRefusal } from "@/server/auth/library-error";
import { hashPassword, needsRehash } from "@/server/auth/password-hash";
import { IDLE_LIMIT_MS } from "@/server/auth/session-lifetime";
import { loadPrincipalBySession } from "@/server/auth/session-principal";
import { type Attempt, admitAttempt, forgetAttempts } from "@/server/auth/throttle";
import { hashToken } from "@/server/auth/token";
import { getDatabase, withTransaction } from "@/server/data/client";
import { isUniqueViolation, translateStorageError } from "@/server/data/errors";
import { deleteEndedSessions, findSessionByHash } from "@/server/data/sessions";
import { findPasswordHash, findUser, normalizeEmail, savePasswordHash } from "@/server/data/users";
import { AppError } from "@/server/domain/app-error";
import type { RequestContext } from "@/server/domain/principal";
import { LISTENER_HEADERS } from "@/server/runtime/remote-address";
import { recordAudit, recordAuditAlone } from "./audit";

/** What a step of signing in leads to, with the cookies that carry it. */
export interface SignInOutcome {
  next: "signed_in" | "second_factor";
  setCookies: readonly string[];
}

export interface Credentials {
  email: string;
  password: string;
}

/** Codes that a TOTP accepted are remembered for as long as they could be accepted again. */
const CODE_MEMORY_MS = 120_000;

function sourceOf(context: RequestContext): { kind: "source"; address: string } {
  return { kind: "source", address: context.remoteAddress ?? "unknown" };
}

/** What the sign-in library needs of a request: where it comes from, and the one cookie that concerns it. */
function libraryHeaders(headers: Headers, cookieName?: string): Headers {
  const passed = new Headers();
  for (const name of ["user-agent", ...Object.values(LISTENER_HEADERS)]) {
    const value = headers.get(name);
    if (value !== null) passed.set(name, value);
  }
  const cookie = headers
    .get("cookie")
    ?.split(";")
    .find((pair) => cookieName !== undefined && pair.trim().startsWith(`${cookieName}=`));
  if (cookie !== undefined) passed.set("cookie", cookie.trim());
  return passed;
}

interface Completion {
  token: string;
  headers: Headers;
  context: RequestContext;
  /** How the person proved who they are, for the record. */
  method: "password" | "totp" | "recovery-code";
  /** Present after a password, which can then be hashed anew. */
  password?: string;
  /** Present after a TOTP code, which must not be accepted twice. */
  usedCode?: string;
}

/**
 * Finishes a sign-in in one transaction: the session this browser had ends, the sign-in is recorded, a password hash of
 * an older cost is replaced. If that fails, the new session ends as well.
 */
async function completeSignIn({ token, headers, context, method, password, usedCode }: Completion): Promise<void> {
  const tokenHash = hashToken(token);
  const session = await findSessionByHash(getDatabase(), tokenHash);
  const principal = session && (await loadPrincipalBySession(session.id, context.remoteAddress));
  if (!session || !principal) throw new AppError("sign_in_failed", "E-mail or password is wrong.");
  try {
    const stored = password === undefined ? null : await findPasswordHash(getDatabase(), session.userId);
    const renewed =
      password !== undefined && stored !== null && needsRehash(stored) ? await hashPassword(password) : null;
    const previousToken = findSessionToken(headers);
    await withTransaction(async (tx) => {
      const now = new Date();
      if (previousToken !== undefined) {
        const previous = await findSessionByHash(tx, hashToken(previousToken));
        if (previous !== null && previous.userId === session.userId) {
          await tx.session.update({ where: { id: session.id }, data: { activeTeamId: previous.activeTeamId } });
        }
        await tx.session.deleteMany({ where: { token: hashToken(previousToken) } });
      }
      await deleteEndedSessions(tx, now, new Date(now.getTime() - IDLE_LIMIT_MS));
      await tx.user.update({ where: { id: session.userId }, data: { lastSignInAt: now } });
      if (renewed !== null) await savePasswordHash(tx, session.userId, renewed);
      if (usedCode !== undefined) {
        const id = createHash("sha256").update(`totp\0${session.userId}\0${usedCode}`).digest("base64url");
        await tx.verification.deleteMany({ where: { id, expiresAt: { lt: now } } });
        const expiresAt = new Date(now.getTime() + CODE_MEMORY_MS);
        await tx.verification.create({ data: { id, identifier: `used-code-${id}`, value: "used", expiresAt } });
      }
      await recordAudit(tx, {
        principal,
        context,
        teamId: null,
        action: "sign-in",
        objectType: "user",
        objectId: principal.userId,
        objectName: principal.email,
        details: { method },
      });
    });
  } catch (error) {
    await getDatabase().session.deleteMany({ where: { id: session.id } });
    if (usedCode !== undefined && isUniqueViolation(error)) {
      throw new AppError("second_factor_failed", "This code was used already. Wait for the next one.", {
        cause: error,
      });
    }
    throw error;
  }
}

async function recordFailure(
  context: RequestContext,
  actorName: string,
  attempt: Attempt,
  details: { method: string; userId?: string },
): Promise<void> {
  await recordAuditAlone({
    principal: null,
    actorName,
    context,
    teamId: null,
    action: "sign-in",
    objectType: "user",
    objectId: details.userId ?? null,
    objectName: actorName,
    outcome: "failure",
    details: { method: details.method, pauseSeconds: attempt.pauseSeconds },
  });
}

/**
 * First step of a sign-in: judges e-mail and password and starts a new session, or asks for the second factor. Unknown
 * address, wrong password and disabled account take the same path and give the same answer (SEC-G3).
 * @throws AppError `sign_in_failed`, `sign_in_throttled`, `storage_unavailable`
 */
export async function signIn(
  { email, password }: Credentials,
  headers: Headers,
  context: RequestContext,
): Promise<SignInOutcome> {
  const address = normalizeEmail(email);
  const attempt = await admitAttempt([{ kind: "account", email: address }, sourceOf(context)]);
  const answer = await getAuth()
    .api.signInEmail({ body: { email: address, password }, headers: libraryHeaders(headers), returnHeaders: true })
    .catch(async (error: unknown) => {
      if (libraryRefusal(error) === undefined) throw translateStorageError(error);
      await recordFailure(context, address, attempt, { method: "password" });
      throw new AppError("sign_in_failed", "E-mail or password is wrong.", {
        cause: error,
        ...(attempt.pauseSeconds > 0 ? { retryAfterSeconds: attempt.pauseSeconds } : {}),
      });
    });
  const setCookies = answer.headers.getSetCookie();
  if ("twoFactorRedirect" in answer.response) {
    // The password alone proves too little to forget failed attempts.
    return { next: "second_factor", setCookies };
  }
  await completeSignIn({ token: answer.response.token, headers, context, method: "password", password });
  await attempt.succeed();
  return { next: "signed_in", setCookies };
}

interface Challenge {
  userId: string;
  email: string;
}

/** Whose sign-in waits for a second factor in this browser. */
async function findChallenge(headers: Headers): Promise<Challenge | null> {
  const cookie = libraryHeaders(headers, secondFactorCookieName()).get("cookie");
  if (cookie === null) return null;
  // The identifier has no character that a cookie escapes; the signature behind the first dot is the library's to check.
  const [identifierPart = ""] = cookie.slice(cookie.indexOf("=") + 1).split(".");
  const identifier = hashToken(identifierPart);
  const row = await getDatabase().verification.findFirst({ where: { identifier, expiresAt: { gt: new Date() } } });
  const user = row && (await findUser(getDatabase(), row.value));
  return user ? { userId: user.id, email: user.email } : null;
}

function startAgain(cause?: unknown): AppError {
  return new AppError("second_factor_failed", "This sign-in has taken too long or had too many wrong codes.", {
    remedy: "Start again with your password.",
    cause,
  });
}

function secondFactorError({ isThrottled, code }: LibraryRefusal, cause: unknown): AppError {
  if (isThrottled) {
    return new AppError("sign_in_throttled", "Too many wrong codes. The second factor of this account pauses.", {
      retryAfterSeconds: SECOND_FACTOR_PAUSE_SECONDS,
      remedy: "Wait a quarter of an hour, then start again with your password.",
      cause,
    });
  }
  if (code === "INVALID_CODE" || code === "INVALID_BACKUP_CODE") {
    return new AppError("second_factor_failed", "The code is not right.", { cause });
  }
  return startAgain(cause);
}

/**
 * Second step: a TOTP code (RFC 6238) or one of the recovery codes, for the sign-in that this browser began.
 * @throws AppError `second_factor_failed`, `sign_in_throttled`, `storage_unavailable`
 */
export async function verifySecondFactor(
  code: string,
  headers: Headers,
  context: RequestContext,
): Promise<SignInOutcome> {
  const challenge = await findChallenge(headers);
  if (challenge === null) throw startAgain();
  const attempt = await admitAttempt([sourceOf(context)]);
  const method = /^\d{6}$/.test(code) ? "totp" : "recovery-code";
  const { api } = getAuth();
  const input = {
    body: { code },
    headers: libraryHeaders(headers, secondFactorCookieName()),
    returnHeaders: true,
  } as const;
  const answer = await (method === "totp" ? api.verifyTOTP(input) : api.verifyBackupCode(input)).catch(
    async (error: unknown) => {
      const refusal = libraryRefusal(error);
      if (refusal === undefined) throw translateStorageError(error);
      await recordFailure(context, challenge.email, attempt, { method, userId: challenge.userId });
      throw secondFactorError(refusal, error);
    },
  );
  const { token } = answer.response;
  if (token === undefined) throw startAgain();
  await completeSignIn({ token, headers, context, method, ...(method === "totp" ? { usedCode: code } : {}) });
  await attempt.succeed();
  await forgetAttempts({ kind: "account", email: challenge.email });
  return { next: "signed_in", setCookies: answer.headers.getSetCookie() };
}
