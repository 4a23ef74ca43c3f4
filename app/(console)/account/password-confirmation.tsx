"use client";

import { problemOf } from "@/app/_client/problem";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";

interface PasswordConfirmationProps {
  label: string;
  help?: string;
  submitLabel: string;
  isDanger?: boolean;
  /** The mutation that the password is for. */
  submission: { mutate: (input: { body: Values }) => void; isPending: boolean; error: Error | null };
  onClose: () => void;
}

interface Values {
  password: string;
}

/** Asks for one's password before something that a stolen session must not suffice for. */
export function PasswordConfirmation({ submission, help, onClose, ...shell }: PasswordConfirmationProps) {
  const form = useForm<Values>({
    defaultValues: { password: "" },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).beginTotpInput),
  });
  return (
    <FormShell
      {...shell}
      form={form}
      onSubmit={(body) => submission.mutate({ body })}
      isLoading={submission.isPending}
      error={submission.error === null ? null : problemOf(submission.error)}
      onCancel={onClose}
      guardsUnsavedChanges={false}
    >
      <TextField
        control={form.control}
        name="password"
        label="Your password"
        type="password"
        help={help}
        autoComplete="current-password"
        maxLength={256}
      />
    </FormShell>
  );
}
