import "server-only";
import qrCode from "qrcode";
import type { z } from "zod";
import type { recoveryCodesSchema, SignedIn, totpEnrolmentSchema } from "@/contracts/people";
import { getAuth } from "@/server/auth/auth";
import { findSessionToken } from "@/server/auth/cookies";
import { libraryRefusal } from "@/server/auth/library-error";
import { hashPassword, verifyPassword } from "@/server/auth/password-hash";
import { sessionCookie, sessionHeaders } from "@/server/auth/session-cookie";
import { loadPrincipalBySession } from "@/server/auth/session-principal";
import { admitAttempt } from "@/server/auth/throttle";
import { createToken, hashToken } from "@/server/auth/token";
import { getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import { deleteSessionsOf, findSessionByHash, type SessionRow } from "@/server/data/sessions";
import { findPasswordHash, removeSecondFactor, savePasswordHash, updateUser } from "@/server/data/users";
import { AppError, invalidField } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { type AuditEntry, completeIntent, recordAudit, recordAuditAlone, recordIntent } from "./audit";
import { describeSignedIn } from "./sessions";

function entryOf(principal: Principal, context: RequestContext, action: string): AuditEntry {
  return {
    principal,
    context,
    teamId: null,
    action,
    objectType: "user",
    objectId: principal.userId,
    objectName: principal.email,
  };
}

/**
 * Has somebody who is signed in prove once more that they know their password. Wrong ones are counted per person, so
 * that a stolen session does not become a place to guess (SEC-G3).
 * @throws AppError `current_password_wrong` naming the field, `sign_in_throttled`
 */
async function requirePassword(
  principal: Principal,
  password: string,
  context: RequestContext,
  path = "password",
): Promise<void> {
  const attempt = await admitAttempt([{ kind: "reauthentication", userId: principal.userId }]);
  const stored = await findPasswordHash(getDatabase(), principal.userId);
  if (stored === null || !(await verifyPassword(stored, password))) {
    await recordAuditAlone({ ...entryOf(principal, context, "reauthentication"), outcome: "failure" });
    const message = "This is not the password you have now.";
    throw new AppError("current_password_wrong", message, {
      errors: [{ path, message }],
      ...(attempt.pauseSeconds > 0 ? { retryAfterSeconds: attempt.pauseSeconds } : {}),
    });
  }
  await attempt.succeed();
}

/** Gives the session in use a new token and ends the person's others; the old token is worth nothing afterwards. */
async function renewSession(tx: Transaction, principal: Principal): Promise<string> {
  const token = createToken();
  await deleteSessionsOf(tx, principal.userId, principal.sessionId);
  await tx.session.update({ where: { id: principal.sessionId }, data: { token: hashToken(token) } });
  return token;
}

/**
 * Changes one's own password, ends every other sign-in and renews this one. Returns the cookies to set.
 * @throws AppError `current_password_wrong` for a wrong current password, `invalid_request` for the same one again.
 */
export async function changePassword(
  principal: Principal,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
  context: RequestContext,
): Promise<string[]> {
  await requirePassword(principal, currentPassword, context, "currentPassword");
  if (currentPassword === newPassword) throw invalidField("newPassword", "This is the password you have now.");
  const hash = await hashPassword(newPassword);
  const token = await withTransaction(async (tx) => {
    await savePasswordHash(tx, principal.userId, hash);
    await recordAudit(tx, entryOf(principal, context, "account.change-password"));
    return renewSession(tx, principal);
  });
  return [await sessionCookie(token)];
}

/** Changes one's own name. @throws AppError `storage_unavailable` */
export async function renameSelf(principal: Principal, name: string, context: RequestContext): Promise<SignedIn> {
  await withTransaction(async (tx) => {
    await updateUser(tx, principal.userId, { name });
    await recordAudit(tx, {
      ...entryOf(principal, context, "account.rename"),
      details: { before: principal.name, after: name },
    });
  });
  return describeSignedIn({ ...principal, name });
}

function enrolledAlready(): AppError {
  return new AppError("conflict", "A second factor is on already.", {
    remedy: "Turn it off first if you want to enrol another device.",
  });
}

/**
 * Starts enrolling a TOTP second factor (RFC 6238): makes its secret and the recovery codes. It does not count until a
 * code was right; starting again replaces what was shown before.
 * @throws AppError `current_password_wrong` for a wrong password, `conflict` when a second factor is on.
 */
export async function beginTotp(
  principal: Principal,
  password: string,
  headers: Headers,
  context: RequestContext,
): Promise<z.input<typeof totpEnrolmentSchema>> {
  await requirePassword(principal, password, context);
  if (principal.hasSecondFactor) throw enrolledAlready();
  const enrolment = await getAuth()
    .api.enableTwoFactor({ body: { password, method: "totp" }, headers: await sessionHeaders(headers) })
    .catch((error: unknown) => {
      throw libraryRefusal(error)?.isBadRequest ? enrolledAlready() : error;
    });
  if (enrolment.method !== "totp") throw new Error("The sign-in library enrolled something else than a TOTP device.");
  await recordAuditAlone(entryOf(principal, context, "account.second-factor.begin"));
  return {
    otpauthUri: enrolment.totpURI,
    qrCodeSvg: await qrCode.toString(enrolment.totpURI, { type: "svg", margin: 2, errorCorrectionLevel: "M" }),
    recoveryCodes: enrolment.backupCodes,
  };
}

/**
 * Turns the second factor on after a right code, ends one's other sign-ins and renews this one. Returns the cookies to
 * set. If it cannot be recorded it stays off.
 * @throws AppError `second_factor_failed`, `sign_in_throttled`
 */
export async function confirmTotp(
  principal: Principal,
  code: string,
  headers: Headers,
  context: RequestContext,
): Promise<string[]> {
  if (principal.hasSecondFactor) throw enrolledAlready();
  const attempt = await admitAttempt([{ kind: "reauthentication", userId: principal.userId }]);
  const answer = await getAuth()
    .api.verifyTOTP({ body: { code }, headers: await sessionHeaders(headers), returnHeaders: true })
    .catch((error: unknown) => {
      if (libraryRefusal(error) === undefined) throw error;
      throw new AppError("second_factor_failed", "The code is not right.", {
        remedy: "Check that the clock of your device is right, and enter the code it shows now.",
        cause: error,
      });
    });
  await attempt.succeed();
  const setCookies = answer.headers.getSetCookie();
  const current = await findRenewedSession(setCookies);
  const renewed = current && (await loadPrincipalBySession(current.id, context.remoteAddress));
  if (!current || !renewed) throw new AppError("not_signed_in", "Your sign-in has ended meanwhile.");
  try {
    await withTransaction(async (tx) => {
      // It stays the same sign-in, so that what it holds open goes on; only its token is new.
      await tx.session.update({ where: { id: current.id }, data: { id: principal.sessionId } });
      await deleteSessionsOf(tx, principal.userId, principal.sessionId);
      await recordAudit(tx, entryOf(renewed, context, "account.second-factor.on"));
    });
  } catch (error) {
    await removeSecondFactor(getDatabase(), principal.userId);
    throw error;
  }
  return setCookies;
}

/** The session that the library put in the place of the one in use, found by the cookie it sets. */
function findRenewedSession(setCookies: readonly string[]): Promise<SessionRow | null> {
  const pairs = setCookies.map((line) => line.split(";")[0]).join("; ");
  const token = findSessionToken(new Headers({ cookie: pairs }));
  return token === undefined ? Promise.resolve(null) : findSessionByHash(getDatabase(), hashToken(token));
}

/**
 * Turns the second factor off, ends one's other sign-ins and renews this one. Returns the cookies to set.
 * @throws AppError `current_password_wrong` for a wrong password.
 */
export async function removeTotp(principal: Principal, password: string, context: RequestContext): Promise<string[]> {
  await requirePassword(principal, password, context);
  const token = await withTransaction(async (tx) => {
    await removeSecondFactor(tx, principal.userId);
    await recordAudit(tx, entryOf(principal, context, "account.second-factor.off"));
    return renewSession(tx, principal);
  });
  return [await sessionCookie(token)];
}

/**
 * Makes new recovery codes; the earlier ones are worth nothing afterwards.
 * @throws AppError `current_password_wrong` for a wrong password, `conflict` where there is no second factor.
 */
export async function replaceRecoveryCodes(
  principal: Principal,
  password: string,
  headers: Headers,
  context: RequestContext,
): Promise<z.input<typeof recoveryCodesSchema>> {
  await requirePassword(principal, password, context);
  if (!principal.hasSecondFactor) {
    throw new AppError("conflict", "There is no second factor, and so there are no recovery codes.", {
      remedy: "Set up a second factor first.",
    });
  }
  const intent = await recordIntent(entryOf(principal, context, "account.second-factor.replace-recovery-codes"));
  try {
    const made = await getAuth().api.generateBackupCodes({
      body: { password },
      headers: await sessionHeaders(headers),
    });
    await completeIntent(intent, "success");
    return { recoveryCodes: made.backupCodes };
  } catch (error) {
    await completeIntent(intent, "failure");
    throw error;
  }
}
