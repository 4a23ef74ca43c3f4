"use client";

import { ChecklistField, ChoiceField } from "@/app/_components/form/choice-field";
import { FormRow, FormSection } from "@/app/_components/form/form-shell";
import { TextField } from "@/app/_components/form/text-field";
import { type Control, useWatch } from "@/app/_components/form/use-form";
import { NamesField } from "./names-field";
import { impossibleUsage, type RequestValues } from "./request-values";

const algorithms = [
  { value: "rsa-3072", label: "RSA 3072", note: "The safe default: every level of the VMI takes it." },
  { value: "rsa-2048", label: "RSA 2048", note: "Shorter, made faster; the least that is accepted." },
  { value: "rsa-4096", label: "RSA 4096", note: "Stronger; takes a few seconds to make." },
  { value: "ec-p256", label: "EC P-256", note: "Small and fast. Not every level of the VMI is known to take it." },
  { value: "ec-p384", label: "EC P-384", note: "The same, stronger." },
];

const usages = [
  { value: "digitalSignature", label: "Digital signature", note: "A TLS client proves its key by it. Always needed." },
  { value: "keyEncipherment", label: "Key encipherment", note: "For TLS 1.2 with RSA key exchange." },
  { value: "keyAgreement", label: "Key agreement", note: "For TLS 1.2 with a fixed Diffie-Hellman key." },
];

const purposes = [
  { value: "clientAuth", label: "TLS client", note: "What the VMI looks for. Always needed." },
  { value: "serverAuth", label: "TLS server", note: "Only if the same certificate is to serve connections as well." },
];

/** Everything a certificate is asked for: key, subject, names and use. */
export function RequestFields({ control }: { control: Control<RequestValues> }) {
  const keyAlgorithm = useWatch({ control, name: "keyAlgorithm" });
  const impossible = impossibleUsage(keyAlgorithm);
  return (
    <>
      <FormSection
        title="Subject"
        help="Who the certificate is for. Only the common name is needed; the signer may replace all of it."
      >
        <TextField
          control={control}
          name="subject.commonName"
          label="Common name"
          help="Names this console to the VMI."
          maxLength={63}
        />
        <FormRow>
          <TextField control={control} name="subject.organization" label="Organization" maxLength={64} isOptional />
          <TextField
            control={control}
            name="subject.organizationalUnit"
            label="Organizational unit"
            maxLength={64}
            isOptional
          />
        </FormRow>
        <FormRow>
          <TextField control={control} name="subject.locality" label="Locality" maxLength={128} isOptional />
          <TextField control={control} name="subject.state" label="State or province" maxLength={128} isOptional />
        </FormRow>
        <FormRow>
          <TextField
            control={control}
            name="subject.country"
            label="Country"
            help="Two letters, as in DE or US."
            maxLength={2}
            isOptional
          />
          <TextField control={control} name="subject.email" label="E-mail address" type="email" isOptional />
        </FormRow>
      </FormSection>
      <FormSection title="Alternative names">
        <NamesField control={control} />
      </FormSection>
      <FormSection title="Key and use">
        <ChoiceField control={control} name="keyAlgorithm" label="Key algorithm" choices={algorithms} />
        <ChecklistField
          control={control}
          name="keyUsage"
          label="Use of the key"
          choices={usages.filter((usage) => usage.value !== impossible)}
        />
        <ChecklistField control={control} name="extendedKeyUsage" label="Purposes" choices={purposes} />
      </FormSection>
    </>
  );
}
