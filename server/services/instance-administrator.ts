import "server-only";
import { AppError } from "@/server/domain/app-error";
import type { Principal } from "@/server/domain/principal";

/** Lets only administrators of the whole installation pass. @throws AppError `forbidden` */
export function requireInstanceAdministrator(principal: Principal): void {
  if (!principal.isInstanceAdministrator) {
    throw new AppError("forbidden", "Only an administrator of the whole installation may do this.", {
      remedy: "Ask one of them; they are marked in the list of people.",
    });
  }
}
