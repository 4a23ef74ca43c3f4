"use client";

import { Notice } from "@/app/_components/feedback/notice";
import { TextField } from "@/app/_components/form/text-field";
import type { Control, FieldPath, FieldValues } from "@/app/_components/form/use-form";
import type { FieldProblem } from "@/contracts/problem";
import type { Profile } from "@/contracts/profile";

/** Empty inputs for the secrets that a change of trust asks for again. */
export function emptySecrets(profile: Profile): Record<string, string> {
  return Object.fromEntries(profile.secrets.filter((secret) => secret.isSet).map((secret) => [secret.slot, ""]));
}

/** A problem for each of them that is still empty. */
export function secretProblems(secrets: Readonly<Record<string, string>>): FieldProblem[] {
  return Object.entries(secrets).flatMap(([slot, value]) =>
    value === "" ? [{ path: `secrets.${slot}`, message: "Needed: trust is part of the destination." }] : [],
  );
}

/** Asks for the stored secrets again, because trust is part of the destination they were given for (SEC-A10). */
export function SecretInputs<TValues extends FieldValues & { secrets: Record<string, string> }>({
  control,
  profile,
}: {
  control: Control<TValues>;
  profile: Profile;
}) {
  const stored = profile.secrets.filter((secret) => secret.isSet);
  if (stored.length === 0) return null;
  return (
    <>
      <Notice tone="warn" title="The credentials are asked again">
        <p>A stored secret is only sent where it was given for, and whom the console trusts is part of that.</p>
      </Notice>
      {stored.map((secret) => (
        <TextField
          key={secret.slot}
          control={control}
          name={`secrets.${secret.slot}` as FieldPath<TValues>}
          label={secret.label}
          type="password"
          autoComplete="new-password"
        />
      ))}
    </>
  );
}
