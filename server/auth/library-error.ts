import "server-only";
import { APIError } from "better-auth/api";

/** A refusal of the sign-in library; its faults are not among them. */
export interface LibraryRefusal {
  isThrottled: boolean;
  isBadRequest: boolean;
  /** Its own code, e.g. `INVALID_CODE`. */
  code: string | undefined;
}

/** What the library refused, if that is what was thrown. */
export function libraryRefusal(error: unknown): LibraryRefusal | undefined {
  if (!(error instanceof APIError)) return undefined;
  // How the library puts it when a session is refused to a disabled account.
  if (error.statusCode >= 500 && error.body?.code !== "FAILED_TO_CREATE_SESSION") return undefined;
  return { isThrottled: error.statusCode === 429, isBadRequest: error.statusCode === 400, code: error.body?.code };
}
