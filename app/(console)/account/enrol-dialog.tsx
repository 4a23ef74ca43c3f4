"use client";

import { useState } from "react";
import type { z } from "zod";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { beginTotp } from "@/contracts/addresses/people";
import type { totpEnrolmentSchema } from "@/contracts/people";
import { EnrolmentStep } from "./enrolment-step";
import { RecoveryCodesStep } from "./recovery-codes-step";

type Enrolment = z.output<typeof totpEnrolmentSchema>;

interface Values {
  password: string;
}

function PasswordStep({ onDone, onClose }: { onDone: (enrolment: Enrolment) => void; onClose: () => void }) {
  const form = useForm<Values>({
    defaultValues: { password: "" },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).beginTotpInput),
  });
  const begin = useApiMutation(beginTotp, { onSuccess: onDone });
  return (
    <FormShell
      label="Confirm with your password"
      form={form}
      onSubmit={(body) => begin.mutate({ body })}
      isLoading={begin.isPending}
      error={begin.error === null ? null : problemOf(begin.error)}
      submitLabel="Continue"
      onCancel={onClose}
      guardsUnsavedChanges={false}
    >
      <TextField
        control={form.control}
        name="password"
        label="Your password"
        type="password"
        help="Shows that it is you who sets up the second factor."
        autoComplete="current-password"
        maxLength={256}
      />
    </FormShell>
  );
}

/** Sets up a second factor: password, authenticator app and a first code, recovery codes. */
export function EnrolDialog({ onClose }: { onClose: () => void }) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [isConfirmed, setConfirmed] = useState(false);
  return (
    <ModalDialog title="Set up a second factor" onClose={onClose}>
      {enrolment === null ? (
        <PasswordStep onDone={setEnrolment} onClose={onClose} />
      ) : isConfirmed ? (
        <RecoveryCodesStep codes={enrolment.recoveryCodes} onClose={onClose} />
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
