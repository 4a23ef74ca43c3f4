import { ReasonButton } from "@/app/_components/feedback/reason-button";
import type { KindDescription } from "@/contracts/kind";
import { objectNameOf } from "@/contracts/object-name";
import type { Profile } from "@/contracts/profile";
import { availableOperations } from "../../hmc/available-operations";
import type { ChosenOperation } from "../../hmc/operation-dialog";

/** What the panels need to offer operations. */
export interface OperationContext {
  kind: KindDescription | undefined;
  profile: Profile | undefined;
  choose: (chosen: ChosenOperation) => void;
}

interface OperationButtonsProps extends OperationContext {
  target: { uri: string; name: string; class: "system" | "hypervisor" | "manager"; status: string | null };
  /** Ids of those that the target takes; null where its service does not say. */
  allowed: readonly string[] | null;
  /** Why none of them can be used now, apart from the state of the target; null when they can. */
  obstacle?: string | null;
}

/** The operations that an object takes; one that cannot be used now says why. */
export function OperationButtons({ kind, profile, choose, target, allowed, obstacle }: OperationButtonsProps) {
  const named = { ...target, name: objectNameOf(kind, profile?.name ?? "", target.name) };
  const offered = availableOperations(kind, profile, target).filter(
    ({ operation }) => allowed === null || allowed.includes(operation.id),
  );
  return (
    <div className="sb-cluster">
      {offered.map(({ operation, disabledReason }) => (
        <ReasonButton
          key={operation.id}
          size="sm"
          kind={operation.risk === "disruptive" ? "danger--tertiary" : "tertiary"}
          disabledReason={disabledReason ?? obstacle ?? null}
          onClick={() => choose({ operation, target: named })}
        >
          {operation.label}
        </ReasonButton>
      ))}
    </div>
  );
}
