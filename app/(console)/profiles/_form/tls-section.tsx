"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { describeAbsolute } from "@/app/_components/feedback/time";
import { FormRow, FormSection } from "@/app/_components/form/form-shell";
import { NumberField } from "@/app/_components/form/number-field";
import { SelectField } from "@/app/_components/form/select-field";
import { TextField } from "@/app/_components/form/text-field";
import { type Control, useFormState, useWatch } from "@/app/_components/form/use-form";
import { isLegacyTlsVersion, tlsVersions } from "@/contracts/tls-versions";
import type { ProfileFormValues } from "./form-values";

interface TlsSectionProps {
  control: Control<ProfileFormValues>;
  /** Field that was asked for by its path; a collapsed part that holds it starts open. */
  focusedField: string | null;
}

const versionOptions = tlsVersions.map((version) => ({
  value: version,
  label: version.replace("TLSv", "TLS ").replace(/^TLS 1$/, "TLS 1.0"),
}));

function ClientIdentityField({ control }: { control: Control<ProfileFormValues> }) {
  const identities = useQuery({ ...queries.identities(), staleTime: 0 });
  const chosen = useWatch({ control, name: "tls.clientIdentityId" });
  const items = identities.data?.items ?? [];
  const options = items.map((identity) => ({
    value: identity.id,
    label: `${identity.name} (ends ${describeAbsolute(identity.expiresAt).slice(0, 10)})`,
  }));
  // While the list loads the choice must not look as if it were empty.
  if (chosen !== null && !items.some((identity) => identity.id === chosen)) {
    options.unshift({ value: chosen, label: identities.isPending ? "Loading the chosen one" : "Unknown certificate" });
  }
  return (
    <div className="sb-form__fields">
      {identities.error ? <ProblemNotice problem={problemOf(identities.error)} /> : null}
      <SelectField
        control={control}
        name="tls.clientIdentityId"
        label="Client certificate"
        help="Shown to devices that ask for one."
        emptyLabel="None"
        options={options}
        isOptional
      />
      <p className="sb-reason">
        <Link className="sb-link" href={paths.newIdentity()} target="_blank">
          Add a client certificate
        </Link>{" "}
        in a new tab; it appears here when you come back.
      </p>
    </div>
  );
}

const timeouts = [
  ["connectMs", "Connect", "Until the TCP connection stands."],
  ["handshakeMs", "TLS handshake", "Until both sides agreed on keys."],
  ["headersMs", "Answer", "Until the first byte of an answer."],
  ["bodyIdleMs", "Pause in an answer", "Between two parts of an answer."],
  ["totalMs", "Whole request", "From the first byte sent to the last received."],
] as const;

/** Versions, ciphers, client certificate and timeouts. */
export function TlsSection({ control, focusedField }: TlsSectionProps) {
  const minVersion = useWatch({ control, name: "tls.minVersion" });
  const { errors } = useFormState({ control, name: ["tls.timeouts", "tls.ciphers", "tls.minKeyBits"] });
  const hasHiddenErrors = Boolean(errors.tls?.timeouts ?? errors.tls?.ciphers ?? errors.tls?.minKeyBits);
  const startsOpen = /^tls\.(timeouts|ciphers|minKeyBits)/.test(focusedField ?? "");
  return (
    <FormSection title="TLS">
      <FormRow>
        <SelectField control={control} name="tls.minVersion" label="Oldest version" options={versionOptions} />
        <SelectField control={control} name="tls.maxVersion" label="Newest version" options={versionOptions} />
      </FormRow>
      {isLegacyTlsVersion(minVersion) ? (
        <Notice tone="warn" role="status" title="TLS 1.0 and 1.1 are broken">
          <p>
            Their signatures can be forged. An administrator has to permit them; use them only for a device that cannot
            be updated, on a network of its own.
          </p>
        </Notice>
      ) : null}
      <ClientIdentityField control={control} />
      <details className="sb-details" open={startsOpen || hasHiddenErrors || undefined}>
        <summary>Advanced: ciphers, key size, timeouts</summary>
        <div className="sb-form__fields">
          <TextField
            control={control}
            name="tls.ciphers"
            label="Ciphers"
            help="OpenSSL names joined by colons. Empty: the console's own list."
            isOptional
          />
          <NumberField
            control={control}
            name="tls.minKeyBits"
            label="Least RSA key size"
            unit="bits"
            help="A shorter key in the device's certificate is refused."
          />
          <FormRow>
            {timeouts.map(([key, label, help]) => (
              <NumberField
                key={key}
                control={control}
                name={`tls.timeouts.${key}`}
                label={label}
                unit="ms"
                help={help}
              />
            ))}
          </FormRow>
        </div>
      </details>
    </FormSection>
  );
}
