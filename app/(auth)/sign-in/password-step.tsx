"use client";

import { type KeyboardEvent, useEffect, useState } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { Button, InlineLoading } from "@/app/_components/carbon";
import { CheckboxField } from "@/app/_components/form/boolean-fields";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { useHydrated } from "@/app/_components/form/use-hydrated";
import { WarningAltFilledIcon } from "@/app/_components/icons";
import { signIn } from "@/contracts/addresses/people";
import { AttemptNotice } from "../attempt-notice";
import styles from "../auth.module.scss";
import { describePause, usePause } from "../use-pause";

interface Values {
  email: string;
  password: string;
  isShown: boolean;
}

interface PasswordStepProps {
  email: string;
  onDone: () => void;
  onSecondFactor: (email: string) => void;
}

/** First step: e-mail and password. */
export function PasswordStep({ email, onDone, onSecondFactor }: PasswordStepProps) {
  const form = useForm<Values>({
    defaultValues: { email, password: "", isShown: false },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).signInInput.strip()),
  });
  const isShown = useWatch({ control: form.control, name: "isShown" });
  const [hasCapsLock, setCapsLock] = useState(false);
  const attempt = useApiMutation(signIn, {
    onSuccess: ({ next }) => (next === "signed_in" ? onDone() : onSecondFactor(form.getValues("email"))),
  });
  const pauseSeconds = usePause(attempt.error);
  const isBusy = attempt.isPending || attempt.isSuccess;

  const isHydrated = useHydrated();
  const { setFocus } = form;
  useEffect(() => {
    if (isHydrated) {
      setFocus(email === "" ? "email" : "password");
    }
  }, [isHydrated, setFocus, email]);
  useEffect(() => {
    if (attempt.error !== null) {
      setFocus("password", { shouldSelect: true });
    }
  }, [attempt.error, setFocus]);

  const noteCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));

  return (
    <>
      <h1>Sign in</h1>
      {attempt.error === null ? null : <AttemptNotice error={attempt.error} pauseSeconds={pauseSeconds} />}
      <form
        method="post"
        aria-label="Sign in"
        noValidate
        onKeyDown={noteCapsLock}
        onKeyUp={noteCapsLock}
        onSubmit={(event) => {
          if (isBusy || pauseSeconds > 0) {
            event.preventDefault();
            return;
          }
          void form.handleSubmit(({ email: given, password }) => attempt.mutate({ body: { email: given, password } }))(
            event,
          );
        }}
      >
        <fieldset className={styles.form} disabled={!isHydrated}>
          <TextField control={form.control} name="email" label="E-mail" type="email" autoComplete="username" />
          <TextField
            control={form.control}
            name="password"
            label="Password"
            type={isShown ? "text" : "password"}
            autoComplete="current-password"
            maxLength={256}
          />
          <div role="status">
            {hasCapsLock ? (
              <span className={styles.hint}>
                <WarningAltFilledIcon />
                Caps Lock is on.
              </span>
            ) : null}
          </div>
          <CheckboxField control={form.control} name="isShown" label="Show the password" />
          <div className={styles.actions}>
            <Button type="submit" size="lg" aria-disabled={isBusy || pauseSeconds > 0}>
              {pauseSeconds > 0 ? `Wait ${describePause(pauseSeconds)}` : "Sign in"}
            </Button>
            <span role="status">{isBusy ? <InlineLoading description="Signing in" /> : null}</span>
          </div>
        </fieldset>
      </form>
    </>
  );
}
