"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { changeByWbemMof } from "@/contracts/addresses/wbem-schema";
import type { WbemMofPlanInput, WbemOutcome, WbemPlan } from "@/contracts/wbem/schema";
import { totalText } from "../_plan/plan-text";
import { useExplorer } from "../explorer-context";

interface ApplyDialogProps {
  change: WbemMofPlanInput;
  plan: WbemPlan;
  onDone: (outcome: WbemOutcome) => void;
  onClose: () => void;
}

/** Asks before the steps are made; to take something out, the namespace has to be typed. */
export function ApplyDialog({ change, plan, onDone, onClose }: ApplyDialogProps) {
  const { profile } = useExplorer();
  const applying = useApiMutation(changeByWbemMof, { invalidates: [keys.wbem(profile.id)], onSuccess: onDone });
  const isRemoval = change.mode === "remove";
  return (
    <ConfirmDialog
      title={isRemoval ? `Take it out of ${change.namespace}?` : `Change ${change.namespace}?`}
      confirmLabel={isRemoval ? "Take it out" : "Make these changes"}
      nameToType={isRemoval ? change.namespace : undefined}
      isLoading={applying.isPending}
      error={applying.error ? problemOf(applying.error) : null}
      onConfirm={(confirmation) =>
        applying.mutate({ params: { profileId: profile.id }, body: { ...change, plan: plan.plan, confirmation } })
      }
      onClose={onClose}
    >
      <p>The steps are made one after the other, and end at the first that fails.</p>
      <ul className="sb-notice__list">
        {plan.totals.map((one) => (
          <li key={`${one.action} ${one.object}`}>{totalText(one)}</li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}
