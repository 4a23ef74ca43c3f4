"use client";

import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { paths } from "@/app/_client/paths";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { FormShell } from "@/app/_components/form/form-shell";
import type { FieldPath } from "@/app/_components/form/use-form";
import type { KindDescription } from "@/contracts/kind";
import type { Profile } from "@/contracts/profile";
import { AddressSection, IdentitySection } from "./basic-sections";
import { formValuesOf, type ProfileFormValues } from "./form-values";
import { usePortFollowsScheme } from "./scheme-port";
import { SecretsSection } from "./secrets-section";
import { SettingsSections } from "./settings-sections";
import { TlsSection } from "./tls-section";
import { TrustSection } from "./trust-section";
import { useProfileEditor } from "./use-profile-editor";
import type { NameOf } from "./versions";

const VersionsDialog = lazyDialog(() => import("./versions-dialog").then((module) => module.VersionsDialog));

interface ProfileFormProps {
  kind: KindDescription;
  /** The stored profile as the query cache has it now; null to create one. */
  stored: Profile | null;
  /** Path of the field to begin at, e.g. `tls.expectedName`. */
  focusedField: string | null;
  onCreated?: (profile: Profile) => void;
  onCancel: () => void;
}

function useNames(): NameOf {
  const bundles = useQuery(queries.bundles());
  const identities = useQuery(queries.identities());
  return (id) =>
    [...(bundles.data?.items ?? []), ...(identities.data?.items ?? [])].find((item) => item.id === id)?.name ?? id;
}

/** Creates or changes a profile: the kind's settings, address, trust, TLS and credentials in one form. */
export function ProfileForm({ kind, stored, focusedField, onCreated, onCancel }: ProfileFormProps) {
  const editor = useProfileEditor(kind, stored, onCreated);
  const { form, base, saved } = editor;
  const { control, setFocus, setValue } = form;
  const { isDirty } = form.formState;
  const [isComparing, setComparing] = useState(false);
  const nameOf = useNames();
  usePortFollowsScheme(form, kind);

  useEffect(() => {
    // The bundles focus themselves: they are read after the form was opened.
    if (focusedField === null || focusedField === "tls.trust.bundleIds") return;
    const slot = /^secrets\.([a-z0-9-]+)$/.exec(focusedField)?.[1];
    // A write-only slot has no input until it is replaced; it takes the focus itself then.
    if (slot === undefined) setFocus(focusedField as FieldPath<ProfileFormValues>);
    else setValue(`secrets.${slot}`, { action: "replace", value: "" });
  }, [focusedField, setFocus, setValue]);

  const newer = stored !== null && base !== null && stored.revision > base.revision ? stored : null;
  const changedBy = newer?.updatedBy ?? "another person";
  const hasConflict = newer !== null && (isDirty || editor.problem !== null);
  const conflictPlace = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (hasConflict) conflictPlace.current?.focus();
  }, [hasConflict]);
  const close = (then: () => void) => {
    setComparing(false);
    then();
  };

  return (
    <>
      {saved !== null && !isDirty && base !== null ? (
        <Notice
          tone="ok"
          role="status"
          title="Saved"
          actions={
            <Link className="sb-link" href={paths.profileTest(saved.id, { run: "1" })}>
              Test the connection
            </Link>
          }
        />
      ) : null}
      {newer !== null && !isDirty && editor.problem === null ? (
        <Notice
          tone="idle"
          role="status"
          title={`${changedBy} saved a newer version`}
          actions={
            <Button kind="tertiary" size="sm" onClick={() => editor.load(newer)}>
              Show it
            </Button>
          }
        />
      ) : null}
      <div ref={conflictPlace} tabIndex={-1} />
      <FormShell
        label={base === null ? `New ${kind.id.toUpperCase()} profile` : `Connection of ${base.name}`}
        form={form}
        onSubmit={editor.save}
        isLoading={editor.isSaving}
        // The banner says what the answer to the save said, and offers what to do.
        error={hasConflict && editor.problem?.code === "revision_conflict" ? null : editor.problem}
        conflict={
          hasConflict
            ? {
                changedBy: newer.updatedBy,
                changedAt: newer.updatedAt,
                onReload: () => editor.load(newer),
                onCompare: () => setComparing(true),
              }
            : null
        }
        submitLabel={base === null ? "Create profile" : "Save"}
        onCancel={onCancel}
      >
        <IdentitySection control={control} kind={kind} />
        <AddressSection control={control} kind={kind} />
        <TrustSection control={control} stored={base} focusedField={focusedField} />
        <TlsSection control={control} focusedField={focusedField} />
        <SettingsSections control={control} kind={kind} />
        <SecretsSection control={control} kind={kind} stored={base} />
      </FormShell>
      {isComparing && newer !== null && base !== null ? (
        <VersionsDialog
          base={formValuesOf(base, kind)}
          theirs={formValuesOf(newer, kind)}
          mine={form.getValues()}
          kind={kind}
          nameOf={nameOf}
          changedBy={changedBy}
          onLoadTheirs={() => close(() => editor.load(newer))}
          onMerge={(merged) => close(() => editor.merge(newer, merged))}
          onClose={() => setComparing(false)}
        />
      ) : null}
    </>
  );
}
