"use client";

import { useMemo, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { useQueryClient } from "@/app/_client/use-query";
import { Notice } from "@/app/_components/feedback/notice";
import { Panel } from "@/app/_components/feedback/page-header";
import { describeAbsolute } from "@/app/_components/feedback/time";
import { ChecklistField } from "@/app/_components/form/choice-field";
import { FormSection, FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextAreaField } from "@/app/_components/form/text-area-field";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { replaceBundle } from "@/contracts/addresses/trust";
import type { FieldProblem } from "@/contracts/problem";
import type { TrustBundle } from "@/contracts/trust";
import { LiveInspection } from "../../_shared/live-inspection";
import { emptySource, type SourceValues, sourceOf, sourceProblems, withPaths } from "../../_shared/source";
import { SourceFields } from "../../_shared/source-fields";

interface EditValues extends SourceValues {
  name: string;
  description: string;
  /** Fingerprints of the certificates that stay. */
  keep: string[];
}

function valuesOf(bundle: TrustBundle): EditValues {
  const { name, description, anchors } = bundle;
  return { name, description, keep: anchors.map((anchor) => anchor.fingerprint256), ...emptySource };
}

function check(values: EditValues): FieldProblem[] {
  const isEmpty = values.keep.length === 0 && sourceOf(values) === null;
  return [
    ...(values.name.trim() === "" ? [{ path: "name", message: "A name is needed." }] : []),
    ...sourceProblems(values, false),
    ...(isEmpty ? [{ path: "keep", message: "A bundle holds at least one certificate." }] : []),
  ];
}

/** Renames a bundle, removes certificates and adds others in one save. */
export function EditBundle({ stored, onDone }: { stored: TrustBundle; onDone: () => void }) {
  const client = useQueryClient();
  const [base, setBase] = useState(stored);
  const form = useForm<EditValues>({ defaultValues: valuesOf(stored), resolver: problemResolver(check) });
  const [text, file] = useWatch({ control: form.control, name: ["text", "file"] });
  const saving = useApiMutation(replaceBundle, {
    invalidates: [keys.bundles, keys.profiles],
    onSuccess: (bundle) => {
      client.setQueryData(keys.bundle(bundle.id), bundle);
      onDone();
    },
  });
  const { error: failure, variables: sent } = saving;
  // The form shell shows each problem once: it must stay the same object while it is the same problem.
  const problem = useMemo(
    () => (failure === null ? null : withPaths(problemOf(failure), { add: sent?.body.add?.file ? "file" : "text" })),
    [failure, sent],
  );
  const isNewer = stored.revision > base.revision && !saving.isPending;

  function save({ name, description, keep, ...source }: EditValues) {
    saving.mutate(
      {
        params: { bundleId: base.id },
        body: { name, description, keep, revision: base.revision, add: sourceOf(source) ?? undefined },
      },
      { onError: () => void client.invalidateQueries({ queryKey: keys.bundle(base.id) }) },
    );
  }

  function reload() {
    setBase(stored);
    saving.reset();
    form.reset(valuesOf(stored));
  }

  return (
    <Panel title={`Change ${base.name}`}>
      <FormShell
        label={`Change ${base.name}`}
        form={form}
        onSubmit={save}
        isLoading={saving.isPending}
        error={isNewer && problem?.code === "revision_conflict" ? null : problem}
        conflict={isNewer ? { changedBy: null, changedAt: stored.updatedAt, onReload: reload } : null}
        submitLabel="Save the bundle"
        onCancel={onDone}
      >
        {base.usedBy.length > 0 ? (
          <Notice tone="warn" title="Profiles use this bundle">
            <p>
              Connections of {base.usedBy.map((use) => use.profileName).join(", ")} end when the certificates change,
              and are made anew under the new trust.
            </p>
          </Notice>
        ) : null}
        <TextField control={form.control} name="name" label="Name" maxLength={80} />
        <TextAreaField control={form.control} name="description" label="Description" rows={2} isOptional />
        <ChecklistField
          control={form.control}
          name="keep"
          label="Certificates in the bundle"
          help="What is not ticked is removed when you save."
          choices={base.anchors.map((anchor) => ({
            value: anchor.fingerprint256,
            label: anchor.commonName ?? anchor.subject,
            note: `Ends ${describeAbsolute(anchor.notAfter).slice(0, 10)}`,
          }))}
        />
        <FormSection title="Add certificates">
          <SourceFields control={form.control} />
          <LiveInspection text={text} file={file} />
        </FormSection>
      </FormShell>
    </Panel>
  );
}
