"use client";

import type { ReactNode } from "react";
import { problemOf } from "@/app/_client/problem";
import type { RunningChange } from "@/app/_client/wbem-change";
import { Button } from "@/app/_components/carbon";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { Answered } from "@/app/_components/feedback/device-answer";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import type { WbemPlan } from "@/contracts/wbem/schema";
import { useExplorer } from "../explorer-context";
import { ChangeDialog, hasBegun } from "./change-dialog";
import { OutcomeView, PlanView } from "./plan-view";

interface PlannedDeletionProps {
  title: string;
  confirmLabel: string;
  nameToType: string;
  plan: { data: WbemPlan | undefined; error: Error | null; refetch: () => unknown };
  deletion: RunningChange;
  /** What can be chosen of it, before it is confirmed. */
  children?: ReactNode;
  onConfirm: (confirmation: string, plan: string) => void;
  onClose: () => void;
}

/** Shows what would be deleted before it can be confirmed, how far it is, and what became of each step where one has failed. */
export function PlannedDeletion(props: PlannedDeletionProps) {
  const { title, plan, deletion, onClose } = props;
  const { profile } = useExplorer();
  const { data } = plan;
  if (hasBegun(deletion)) return <ChangeDialog title={title} change={deletion} onClose={onClose} />;
  if (data === undefined || data.obstacles.length > 0 || deletion.outcome !== null) {
    const close = (
      <Button size="md" kind="secondary" onClick={onClose}>
        Close
      </Button>
    );
    return (
      <ModalDialog title={title} footer={close} onClose={onClose}>
        <div className="sb-stack">
          {deletion.outcome === null ? (
            <>
              {props.children}
              <Answered
                profileId={profile.id}
                query={plan}
                label="what would be deleted"
                onRead={() => void plan.refetch()}
              >
                {(planned) => <PlanView plan={planned} />}
              </Answered>
            </>
          ) : (
            <OutcomeView outcome={deletion.outcome} />
          )}
        </div>
      </ModalDialog>
    );
  }
  return (
    <ConfirmDialog
      title={title}
      confirmLabel={props.confirmLabel}
      nameToType={props.nameToType}
      isLoading={false}
      error={deletion.error ? problemOf(deletion.error) : null}
      onConfirm={(confirmation) => props.onConfirm(confirmation, data.plan)}
      onClose={onClose}
    >
      <div className="sb-stack">
        {props.children}
        <PlanView plan={data} />
      </div>
    </ConfirmDialog>
  );
}
