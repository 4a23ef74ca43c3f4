"use client";

import { useState } from "react";
import type { z } from "zod";
import { useApiMutation } from "@/app/_client/mutations";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { beginTotp } from "@/contracts/addresses/people";
import type { totpEnrolmentSchema } from "@/contracts/people";
import { EnrolmentStep } from "./enrolment-step";
import { PasswordConfirmation } from "./password-confirmation";
import { RecoveryCodesStep } from "./recovery-codes-step";

type Enrolment = z.output<typeof totpEnrolmentSchema>;

/** Sets up a second factor: password, authenticator app and a first code, recovery codes. */
export function EnrolDialog({ onClose }: { onClose: () => void }) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const begin = useApiMutation(beginTotp, { onSuccess: setEnrolment });
  const [isConfirmed, setConfirmed] = useState(false);
  return (
    <ModalDialog title="Set up a second factor" onClose={onClose}>
      {enrolment === null ? (
        <PasswordConfirmation
          label="Confirm with your password"
          help="Shows that it is you who sets up the second factor."
          submitLabel="Continue"
          submission={begin}
          onClose={onClose}
        />
      ) : isConfirmed ? (
        <RecoveryCodesStep
          title="The second factor is on"
          detail="Your other sign-ins have ended."
          codes={enrolment.recoveryCodes}
          onClose={onClose}
        />
      ) : (
        <EnrolmentStep
          otpauthUri={enrolment.otpauthUri}
          qrCodeSvg={enrolment.qrCodeSvg}
          onConfirmed={() => setConfirmed(true)}
          onClose={onClose}
        />
      )}
    </ModalDialog>
  );
}
