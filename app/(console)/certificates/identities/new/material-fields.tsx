"use client";

import { ChoiceField } from "@/app/_components/form/choice-field";
import { FileField } from "@/app/_components/form/file-field";
import { FormSection } from "@/app/_components/form/form-shell";
import { TextAreaField } from "@/app/_components/form/text-area-field";
import { TextField } from "@/app/_components/form/text-field";
import type { Control } from "@/app/_components/form/use-form";
import { maxFileBytes } from "../../_shared/source";
import type { IdentityValues } from "./identity-input";

const formats = [
  {
    value: "pem",
    label: "PEM",
    note: "Certificate and private key as text or files. PKCS#1, PKCS#8 and SEC1 keys, encrypted or not.",
  },
  { value: "pkcs12", label: "PKCS#12", note: "One .p12 or .pfx file with certificate, chain and key." },
];

function PemFields({ control }: { control: Control<IdentityValues> }) {
  return (
    <>
      <FormSection
        title="Certificate"
        help="The certificate first or anywhere; add its intermediates if there are any."
      >
        <TextAreaField
          control={control}
          name="certificates"
          label="Certificate as PEM text"
          rows={6}
          placeholder="-----BEGIN CERTIFICATE-----"
          isMonospaced
          isOptional
        />
        <FileField
          control={control}
          name="certificatesFile"
          label="Or its file"
          accept=".pem,.crt,.cer,.der,.p7b,.p7c,.txt"
          maxBytes={maxFileBytes}
          isOptional
        />
      </FormSection>
      <FormSection title="Private key" help="Leave both empty if the key stands with the certificate.">
        <TextAreaField
          control={control}
          name="key"
          label="Key as PEM text"
          rows={6}
          placeholder="-----BEGIN PRIVATE KEY-----"
          isMonospaced
          isOptional
        />
        <FileField
          control={control}
          name="keyFile"
          label="Or its file"
          accept=".pem,.key,.der,.txt"
          maxBytes={maxFileBytes}
          isOptional
        />
      </FormSection>
    </>
  );
}

/** The key material in the chosen format, and its password. */
export function MaterialFields({
  control,
  format,
}: {
  control: Control<IdentityValues>;
  format: IdentityValues["format"];
}) {
  return (
    <>
      <ChoiceField control={control} name="format" label="Format" choices={formats} />
      {format === "pem" ? (
        <PemFields control={control} />
      ) : (
        <FileField
          control={control}
          name="pkcs12"
          label="PKCS#12 file"
          accept=".p12,.pfx"
          maxBytes={maxFileBytes}
          help="Up to 256 KiB. Choose it or drop it here."
        />
      )}
      <TextField
        control={control}
        name="password"
        type="password"
        label={format === "pem" ? "Password of the key" : "Password of the file"}
        help={format === "pem" ? "Only if the key is encrypted." : undefined}
        autoComplete="new-password"
        isOptional
      />
    </>
  );
}
