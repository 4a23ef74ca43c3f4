"use client";

import { Button } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { ValueView } from "../_values/value-view";
import type { Unfolded } from "./instance-columns";

/** A value that is too much for a cell, in full. */
export function UnfoldedDialog({ unfolded, onClose }: { unfolded: Unfolded; onClose: () => void }) {
  return (
    <ModalDialog
      title={`${unfolded.name} of ${unfolded.row}`}
      isWide
      onClose={onClose}
      footer={
        <Button size="md" kind="secondary" onClick={onClose}>
          Close
        </Button>
      }
    >
      <ValueView value={unfolded.value} shape={unfolded.shape} isUnfolded />
    </ModalDialog>
  );
}
