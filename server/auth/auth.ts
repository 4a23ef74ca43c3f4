import "server-only";
import { randomUUID } from "node:crypto";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { twoFactor } from "better-auth/plugins";
import { type Database, getDatabase } from "@/server/data/client";
import { getLogger } from "@/server/logging/logger";
import { findOrigin } from "@/server/runtime/remote-address";
import { getKeyring } from "@/server/secrets/keyring";
import { cookiePolicy } from "./cookies";
import { hashSessionTokens } from "./hashed-session-adapter";
import { hashPassword, verifyPassword } from "./password-hash";
import { ABSOLUTE_LIMIT_MS } from "./session-lifetime";
import { createToken } from "./token";

/** How long the second step of a sign-in may take. */
const SECOND_FACTOR_SECONDS = 300;
/** Failed codes in a row after which the second factor of an account pauses (SEC-G3). */
const SECOND_FACTOR_FAILURES = 5;
/** Length of that pause. */
export const SECOND_FACTOR_PAUSE_SECONDS = 900;

const USER_AGENT_LENGTH = 300;

function createAuth(database: Database) {
  const { prefix, isSecure } = cookiePolicy();
  const log = getLogger();
  return betterAuth({
    appName: "Signalbox",
    // Its own HTTP handler is never mounted; the origin of a request is judged by our routes.
    baseURL: "http://console.invalid",
    secrets: [{ version: 1, value: getKeyring().deriveKey("sign-in").toString("base64url") }],
    database: hashSessionTokens(prismaAdapter(database, { provider: "sqlite" })),
    telemetry: { enabled: false },
    logger: {
      level: "error",
      log: (_level, message) => log.error({ component: "sign-in" }, message),
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 256,
      password: {
        hash: (password) => hashPassword(password),
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
    },
    session: {
      expiresIn: ABSOLUTE_LIMIT_MS / 1000,
      disableSessionRefresh: true,
      additionalFields: {
        activeTeamId: { type: "string", required: false, input: false },
        lastUsedAt: { type: "date", required: false, input: false },
      },
    },
    verification: { storeIdentifier: "hashed" },
    advanced: {
      cookiePrefix: prefix,
      // The library's own prefix would be `__Secure-`, which does not tie a cookie to its host.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isSecure, httpOnly: true, sameSite: "strict", path: "/" },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => randomUUID() },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            const user = await database.user.findUnique({ where: { id: session.userId } });
            // Refused after the password was judged, so that a disabled account cannot be told from a wrong password.
            if (user === null || user.isDisabled) return false;
            const headers = context?.headers;
            return {
              data: {
                ...session,
                token: createToken(),
                lastUsedAt: new Date(),
                // A session that replaces another keeps what that one knew.
                ipAddress: (headers && findOrigin(headers)?.remoteAddress) || session.ipAddress || null,
                userAgent: (headers?.get("user-agent") || session.userAgent)?.slice(0, USER_AGENT_LENGTH) || null,
              },
            };
          },
        },
      },
    },
    plugins: [
      twoFactor({
        issuer: "Signalbox",
        twoFactorCookieMaxAge: SECOND_FACTOR_SECONDS,
        accountLockout: {
          maxFailedAttempts: SECOND_FACTOR_FAILURES,
          durationSeconds: SECOND_FACTOR_PAUSE_SECONDS,
        },
      }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;

const instances = new WeakMap<Database, Auth>();

/**
 * The sign-in library, configured. Only `server/services` calls it.
 * @throws AppError `sealed` while the master key is missing, from which its secret is derived.
 */
export function getAuth(): Auth {
  const database = getDatabase();
  const existing = instances.get(database);
  if (existing) return existing;
  const created = createAuth(database);
  instances.set(database, created);
  return created;
}
