import type { KindDescription } from "./kind";

/**
 * The name by which people know an object of a device: shown in dialogs and histories, and typed to confirm. Where every
 * device calls its objects alike ("system"), the profile's name stands before.
 */
export function objectNameOf(
  kind: Pick<KindDescription, "objectNames"> | undefined,
  profileName: string,
  name: string,
): string {
  return kind?.objectNames === "alike" && name !== profileName ? `${profileName} ${name}` : name;
}
