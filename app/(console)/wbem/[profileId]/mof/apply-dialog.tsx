"use client";

import { streamApi } from "@/app/_client/api";
import { keys } from "@/app/_client/keys";
import { problemOf } from "@/app/_client/problem";
import { useChange } from "@/app/_client/wbem-change";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { changeByWbemMof } from "@/contracts/addresses/wbem-schema";
import type { WbemMofPlanInput, WbemOutcome, WbemPlan } from "@/contracts/wbem/schema";
import { ChangeDialog, hasBegun } from "../_plan/change-dialog";
import { totalText } from "../_plan/plan-text";
import { useExplorer } from "../explorer-context";

interface ApplyDialogProps {
  change: WbemMofPlanInput;
  plan: WbemPlan;
  onDone: (outcome: WbemOutcome) => void;
  onClose: () => void;
}

/** Asks before the steps are made, and shows how far they are; to take something out, the namespace has to be typed. */
export function ApplyDialog({ change, plan, onDone, onClose }: ApplyDialogProps) {
  const { profile } = useExplorer();
  const begin = (confirmation: string, signal: AbortSignal) =>
    streamApi(changeByWbemMof, {
      params: { profileId: profile.id },
      body: { ...change, plan: plan.plan, confirmation },
      signal,
    });
  const applying = useChange(begin, { invalidates: [keys.wbem(profile.id)], onDone });
  const isRemoval = change.mode === "remove";
  const title = isRemoval ? `Take it out of ${change.namespace}?` : `Change ${change.namespace}?`;
  if (hasBegun(applying)) return <ChangeDialog title={title} change={applying} onClose={onClose} />;
  return (
    <ConfirmDialog
      title={title}
      confirmLabel={isRemoval ? "Take it out" : "Make these changes"}
      nameToType={isRemoval ? change.namespace : undefined}
      isLoading={false}
      error={applying.error ? problemOf(applying.error) : null}
      onConfirm={applying.start}
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
