"use client";

import { Notice } from "@/app/_components/feedback/notice";
import { FormSection } from "@/app/_components/form/form-shell";
import { PasswordSlotField } from "@/app/_components/form/password-slot-field";
import { type Control, useWatch } from "@/app/_components/form/use-form";
import type { KindDescription } from "@/contracts/kind";
import type { Profile } from "@/contracts/profile";
import type { ProfileFormValues } from "./form-values";
import { editedDestination, missingReentries } from "./reentry";

function listed(words: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(words);
}

interface SecretsSectionProps {
  control: Control<ProfileFormValues>;
  kind: KindDescription;
  /** Null for a new profile, which has no stored secrets. */
  stored: Profile | null;
}

/** Write-only slots. As soon as the destination differs from the stored one, it says which secrets are asked again and why. */
export function SecretsSection({ control, kind, stored }: SecretsSectionProps) {
  const values = useWatch({ control }) as ProfileFormValues;
  const changes = stored === null ? [] : editedDestination(stored, values);
  const missing = missingReentries(stored, values);
  const isAsked = stored !== null && changes.length > 0 && stored.secrets.some((secret) => secret.isSet);
  if (kind.secretSlots.length === 0) return null;
  return (
    <FormSection
      title="Credentials"
      help="Stored sealed and never shown again. Who may change the profile can replace or clear them."
    >
      {isAsked ? (
        <Notice
          tone={missing.length > 0 ? "warn" : "ok"}
          role="status"
          title={
            missing.length > 0
              ? "Stored credentials must be entered again"
              : "Credentials entered for the new destination"
          }
        >
          <p>
            You changed {listed(changes)}. A stored secret is only sent where it was given for; otherwise anyone who may
            edit this profile could have it sent to a machine of their own.
          </p>
        </Notice>
      ) : null}
      {kind.secretSlots.map((slot) => {
        const state = stored?.secrets.find((secret) => secret.slot === slot.slot);
        return (
          <PasswordSlotField
            key={slot.slot}
            control={control}
            name={`secrets.${slot.slot}`}
            label={slot.label}
            help={slot.help}
            isOptional={!slot.isRequired}
            mustReenter={missing.includes(slot.slot)}
            state={{
              isConfigured: state?.isSet ?? false,
              updatedAt: state?.updatedAt ?? null,
              updatedBy: state?.updatedBy ?? null,
            }}
          />
        );
      })}
    </FormSection>
  );
}
