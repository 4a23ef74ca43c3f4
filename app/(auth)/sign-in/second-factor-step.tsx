"use client";

import { useEffect, useState } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { Button, InlineLoading } from "@/app/_components/carbon";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { verifySecondFactor } from "@/contracts/addresses/people";
import { AttemptNotice } from "../attempt-notice";
import styles from "../auth.module.scss";
import { describePause, usePause } from "../use-pause";

interface Values {
  code: string;
}

interface SecondFactorStepProps {
  email: string;
  onDone: () => void;
  onStartAgain: () => void;
}

const codeForms = {
  totp: {
    label: "Code of your authenticator app",
    pattern: /^\d{6}$/,
    message: "The code has six digits.",
    other: "Use a recovery code instead",
  },
  recovery: {
    label: "Recovery code",
    pattern: /^[A-Za-z0-9]{5}-[A-Za-z0-9]{5}$/,
    message: "A recovery code looks like a1B2c-D3e4F.",
    other: "Use the authenticator app instead",
  },
};

/** Second step: a code of the authenticator app, or one of the recovery codes. */
export function SecondFactorStep({ email, onDone, onStartAgain }: SecondFactorStepProps) {
  const [kind, setKind] = useState<keyof typeof codeForms>("totp");
  const { label, pattern, message, other } = codeForms[kind];
  const form = useForm<Values>({
    defaultValues: { code: "" },
    resolver: problemResolver(({ code }) => (pattern.test(code.trim()) ? [] : [{ path: "code", message }])),
  });
  const attempt = useApiMutation(verifySecondFactor, { onSuccess: onDone });
  const pauseSeconds = usePause(attempt.error);
  const isBusy = attempt.isPending || attempt.isSuccess;

  const { setFocus, reset } = form;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another kind of code begins with an empty field
  useEffect(() => {
    reset();
    setFocus("code");
  }, [kind, reset, setFocus]);
  useEffect(() => {
    if (attempt.error !== null) {
      setFocus("code", { shouldSelect: true });
    }
  }, [attempt.error, setFocus]);

  return (
    <>
      <h1>Second factor</h1>
      <p>
        Signing in as <strong>{email}</strong>.
      </p>
      {attempt.error === null ? null : <AttemptNotice error={attempt.error} pauseSeconds={pauseSeconds} />}
      <form
        className={styles.form}
        method="post"
        aria-label="Second factor"
        noValidate
        onSubmit={(event) => {
          if (isBusy || pauseSeconds > 0) {
            event.preventDefault();
            return;
          }
          void form.handleSubmit(({ code }) => attempt.mutate({ body: { code: code.trim() } }))(event);
        }}
      >
        <TextField
          key={kind}
          control={form.control}
          name="code"
          label={label}
          autoComplete={kind === "totp" ? "one-time-code" : "off"}
          inputMode={kind === "totp" ? "numeric" : "text"}
          maxLength={32}
        />
        <div className={styles.actions}>
          <Button type="submit" size="lg" aria-disabled={isBusy || pauseSeconds > 0}>
            {pauseSeconds > 0 ? `Wait ${describePause(pauseSeconds)}` : "Continue"}
          </Button>
          <span role="status">{isBusy ? <InlineLoading description="Signing in" /> : null}</span>
          <Button type="button" size="md" kind="ghost" onClick={() => setKind(kind === "totp" ? "recovery" : "totp")}>
            {other}
          </Button>
          <Button type="button" size="md" kind="ghost" onClick={onStartAgain}>
            Start again with the password
          </Button>
        </div>
      </form>
    </>
  );
}
