"use client";

import { Button } from "../carbon";
import { ModalDialog } from "../feedback/modal-dialog";

/** Asks whether what was typed shall be lost. */
export function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  return (
    <ModalDialog
      title="Leave without saving?"
      onClose={onStay}
      footer={
        <>
          <Button size="md" kind="secondary" onClick={onStay}>
            Stay
          </Button>
          <Button size="md" kind="danger" onClick={onLeave}>
            Leave
          </Button>
        </>
      }
    >
      <p>What you typed in this form has not been saved and will be lost.</p>
    </ModalDialog>
  );
}
