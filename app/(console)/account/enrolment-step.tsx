"use client";

import { useEffect } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { FormShell } from "@/app/_components/form/form-shell";
import { schemaResolver } from "@/app/_components/form/schema-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { confirmTotp } from "@/contracts/addresses/people";
import styles from "./account.module.scss";

interface EnrolmentStepProps {
  otpauthUri: string;
  qrCodeSvg: string;
  onConfirmed: () => void;
  onClose: () => void;
}

interface Values {
  code: string;
}

/** The secret of an `otpauth:` address in groups of four, for typing it in where no camera is at hand. */
function secretOf(otpauthUri: string): string {
  const secret = new URL(otpauthUri).searchParams.get("secret") ?? "";
  return secret.replaceAll(/(.{4})(?=.)/g, "$1 ");
}

/** Hands the secret to the authenticator app and asks for the code it shows. */
export function EnrolmentStep({ otpauthUri, qrCodeSvg, onConfirmed, onClose }: EnrolmentStepProps) {
  const form = useForm<Values>({
    defaultValues: { code: "" },
    resolver: schemaResolver<Values>(async () => (await import("@/contracts/people")).confirmTotpInput),
  });
  const confirmation = useApiMutation(confirmTotp, { onSuccess: onConfirmed });
  const { setFocus } = form;
  useEffect(() => setFocus("code"), [setFocus]);
  const secret = secretOf(otpauthUri);
  return (
    <div className="sb-stack">
      <p>Scan this with your authenticator app, or type the key into it. Then enter the code it shows.</p>
      {/* biome-ignore lint/performance/noImgElement: a data address needs no image service */}
      <img
        className={styles.qrCode}
        src={`data:image/svg+xml,${encodeURIComponent(qrCodeSvg)}`}
        alt="QR code for the authenticator app; the key below says the same"
        width="200"
        height="200"
      />
      <p className="sb-cluster">
        <span>
          Key <code className={styles.key}>{secret}</code>
        </span>
        <CopyButton text={secret.replaceAll(" ", "")} label="Copy the key" />
      </p>
      <FormShell
        label="Confirm with a code"
        form={form}
        onSubmit={(body) => confirmation.mutate({ body })}
        isLoading={confirmation.isPending}
        error={confirmation.error === null ? null : problemOf(confirmation.error)}
        submitLabel="Turn on"
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField
          control={form.control}
          name="code"
          label="Code of the app"
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={6}
        />
      </FormShell>
    </div>
  );
}
