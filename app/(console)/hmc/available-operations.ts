import type { KindDescription, OperationDescription } from "@/contracts/kind";
import { explainDenied } from "@/contracts/permissions";
import type { Profile } from "@/contracts/profile";

/** An operation of an object, and why it cannot be started now, if so. */
export interface AvailableOperation {
  operation: OperationDescription;
  disabledReason: string | null;
}

/** Reader's words for a status: `not-activated` becomes `not activated`. */
function words(status: string): string {
  return status.replaceAll("-", " ");
}

/**
 * The operations for an object of this class and variant (CPCs: DPM or classic mode), in the order of the kind's description. One that the object's state or the
 * reader's permissions do not allow stays in the list and says why.
 */
export function availableOperations(
  kind: KindDescription | undefined,
  profile: Pick<Profile, "permissions"> | undefined,
  object: { class: string; status: string | null; variant?: string | null },
): AvailableOperation[] {
  const mayOperate = profile?.permissions.includes("operate") ?? false;
  return (kind?.operations ?? [])
    .filter((operation) => operation.targetClasses.includes(object.class))
    .filter(({ targetVariant }) => targetVariant === null || !object.variant || targetVariant === object.variant)
    .map((operation) => {
      if (!mayOperate) return { operation, disabledReason: explainDenied("operate") };
      const { fromStatuses } = operation;
      if (fromStatuses.length > 0 && object.status !== null && !fromStatuses.includes(object.status)) {
        return {
          operation,
          disabledReason: `“${operation.label}” needs the status ${fromStatuses.map(words).join(", ")}; it is ${words(object.status)}.`,
        };
      }
      return { operation, disabledReason: null };
    });
}
