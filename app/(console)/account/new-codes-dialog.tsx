"use client";

import { useApiMutation } from "@/app/_client/mutations";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { replaceRecoveryCodes } from "@/contracts/addresses/people";
import { PasswordConfirmation } from "./password-confirmation";
import { RecoveryCodesStep } from "./recovery-codes-step";

/** Makes new recovery codes after the password was given, and shows them. */
export function NewCodesDialog({ onClose }: { onClose: () => void }) {
  const replacement = useApiMutation(replaceRecoveryCodes);
  return (
    <ModalDialog title="New recovery codes" onClose={onClose}>
      {replacement.data === undefined ? (
        <>
          <p>The recovery codes you have stop working, whether they were used or not.</p>
          <PasswordConfirmation
            label="Make new recovery codes"
            submitLabel="Make new codes"
            submission={replacement}
            onClose={onClose}
          />
        </>
      ) : (
        <RecoveryCodesStep
          title="The earlier recovery codes stopped working"
          codes={replacement.data.recoveryCodes}
          onClose={onClose}
        />
      )}
    </ModalDialog>
  );
}
