import "server-only";
import { AppError } from "@/server/domain/app-error";
import { Prisma } from "./generated/client";

/** Codes of the client for a database that cannot be reached, is locked, or whose transaction could not start. */
const UNAVAILABLE_CODES = new Set(["P1001", "P1002", "P1003", "P1008", "P1017", "P2024", "P2028", "P2034"]);

const UNAVAILABLE_TEXT =
  /SQLITE_(FULL|READONLY|IOERR|CANTOPEN|BUSY|LOCKED|CORRUPT|NOTADB)|database or disk is full|readonly database|disk I\/O error|unable to open database|database is locked|malformed/i;

/** True for an insert or update that would double a unique value. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}

/** True for a change that a foreign key or an append-only trigger refuses. */
export function isReferenceViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && (error.code === "P2003" || error.code === "P2014");
}

/** Turns a failure of the storage itself into `storage_unavailable`; anything else is returned as it is (REL-12). */
export function translateStorageError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const isUnavailable =
    UNAVAILABLE_CODES.has(code) ||
    error instanceof Prisma.PrismaClientInitializationError ||
    UNAVAILABLE_TEXT.test(`${code} ${error.message} ${describeCause(error.cause)}`);
  if (!isUnavailable) return error;
  return new AppError(
    "storage_unavailable",
    "The console's database cannot be used at the moment; nothing was changed.",
    {
      remedy: "Check the free space and the permissions of the data directory, then try again.",
      cause: error,
    },
  );
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  return `${"originalCode" in cause ? String(cause.originalCode) : ""} ${cause.message}`;
}
