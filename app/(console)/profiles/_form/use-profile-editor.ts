"use client";

import { useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { useQueryClient } from "@/app/_client/use-query";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { type UseFormReturn, useForm } from "@/app/_components/form/use-form";
import { createProfile, replaceProfile } from "@/contracts/addresses/profiles";
import type { KindDescription } from "@/contracts/kind";
import type { Problem } from "@/contracts/problem";
import type { Profile } from "@/contracts/profile";
import type { CheckedProfile, checkFormValues } from "./check-values";
import { emptyFormValues, formValuesOf, type ProfileFormValues, slotsToClear } from "./form-values";

export interface ProfileEditor {
  form: UseFormReturn<ProfileFormValues>;
  /** The version this edit began with; null for a new profile. */
  base: Profile | null;
  isSaving: boolean;
  problem: Problem | null;
  /** Set once a save went through and nothing was typed since. */
  saved: Profile | null;
  save: (values: ProfileFormValues) => void;
  /** Discards what is typed. */
  load: (theirs: Profile) => void;
  /** Goes on from a newer version with the values made of it and of what is typed. */
  merge: (theirs: Profile, merged: ProfileFormValues) => void;
}

/** The checks are loaded when something is first checked. */
async function check(...given: Parameters<typeof checkFormValues>): ReturnType<typeof checkFormValues> {
  const checks = await import("./check-values");
  return checks.checkFormValues(...given);
}

/**
 * State of one edit of a profile. It keeps the version it began with, so that a newer one, whether told by the server's
 * `revision_conflict` or seen in the query cache, is noticed and nothing typed is lost.
 */
export function useProfileEditor(
  kind: KindDescription,
  stored: Profile | null,
  onCreated?: (profile: Profile) => void,
) {
  const client = useQueryClient();
  const [base, setBase] = useState(stored);
  const [saved, setSaved] = useState<Profile | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSaving, setSaving] = useState(false);
  const create = useApiMutation(createProfile);
  const replace = useApiMutation(replaceProfile);
  const form = useForm<ProfileFormValues>({
    defaultValues: base === null ? emptyFormValues(kind) : formValuesOf(base, kind),
    resolver: problemResolver(async (values) => (await check(values, kind, base)).problems ?? []),
    mode: "onTouched",
  });

  function load(theirs: Profile) {
    setBase(theirs);
    setProblem(null);
    form.reset(formValuesOf(theirs, kind));
  }

  function merge(theirs: Profile, merged: ProfileFormValues) {
    load(theirs);
    form.reset(merged, { keepDefaultValues: true });
  }

  function store(values: ProfileFormValues, input: CheckedProfile): Promise<Profile> {
    if (base === null) return create.mutateAsync({ body: { ...input, kind: kind.id } });
    const cleared = Object.fromEntries(slotsToClear(values).map((slot) => [slot, null]));
    return replace.mutateAsync({
      params: { profileId: base.id },
      body: { ...input, secrets: { ...input.secrets, ...cleared }, revision: base.revision },
    });
  }

  async function save(values: ProfileFormValues) {
    setSaving(true);
    setProblem(null);
    setSaved(null);
    try {
      const { input } = await check(values, kind, base);
      if (input === null) return;
      const profile = await store(values, input);
      client.setQueryData(keys.profile(profile.id), profile);
      load(profile);
      setSaved(profile);
      if (base === null) onCreated?.(profile);
    } catch (error) {
      setProblem(problemOf(error instanceof Error ? error : new Error("unknown")));
    } finally {
      setSaving(false);
      void client.invalidateQueries({ queryKey: keys.profiles });
    }
  }

  const editor: ProfileEditor = {
    form,
    base,
    isSaving,
    problem,
    saved,
    save: (values) => void save(values),
    load,
    merge,
  };
  return editor;
}
