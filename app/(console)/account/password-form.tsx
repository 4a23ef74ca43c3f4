"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Panel } from "@/app/_components/feedback/page-header";
import { useToast } from "@/app/_components/feedback/toasts";
import { CheckboxField } from "@/app/_components/form/boolean-fields";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { changePassword } from "@/contracts/addresses/people";
import styles from "./account.module.scss";

interface Values {
  currentPassword: string;
  newPassword: string;
  isShown: boolean;
}

const empty: Values = { currentPassword: "", newPassword: "", isShown: false };

/** Changes one's password; one's other sign-ins end with it. */
export function PasswordForm({ email }: { email: string }) {
  const toast = useToast();
  const form = useForm<Values>({
    defaultValues: empty,
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).changePasswordInput.strip()),
  });
  const isShown = useWatch({ control: form.control, name: "isShown" });
  const change = useApiMutation(changePassword, {
    invalidates: [keys.sessions],
    onSuccess: () => {
      form.reset(empty);
      toast({ tone: "ok", title: "Your password was changed", detail: "Your other sign-ins have ended." });
    },
  });
  const type = isShown ? "text" : "password";
  return (
    <Panel title="Password">
      <div className={styles.form}>
        <FormShell
          label="Change the password"
          form={form}
          onSubmit={({ currentPassword, newPassword }) => change.mutate({ body: { currentPassword, newPassword } })}
          isLoading={change.isPending}
          error={change.error === null ? null : problemOf(change.error)}
          submitLabel="Change password"
          guardsUnsavedChanges={false}
        >
          {/* Tells a password manager whose password changes. */}
          <input
            className="sb-visually-hidden"
            type="text"
            autoComplete="username"
            value={email}
            readOnly
            tabIndex={-1}
            aria-hidden
          />
          <TextField
            control={form.control}
            name="currentPassword"
            label="Current password"
            type={type}
            autoComplete="current-password"
            maxLength={256}
          />
          <TextField
            control={form.control}
            name="newPassword"
            label="New password"
            type={type}
            help="At least 12 characters. Your other sign-ins end when it changes."
            autoComplete="new-password"
            maxLength={256}
          />
          <CheckboxField control={form.control} name="isShown" label="Show the passwords" />
        </FormShell>
      </div>
    </Panel>
  );
}
