"use client";

import { useMemo, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { ownProblem } from "@/app/_client/own-problem";
import { problemOf } from "@/app/_client/problem";
import { useQueryClient } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { useToast } from "@/app/_components/feedback/toasts";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { useForm } from "@/app/_components/form/use-form";
import { SearchBox } from "@/app/_components/search-box";
import { modifyWbemInstance } from "@/contracts/addresses/wbem";
import type { WbemInstance } from "@/contracts/wbem/instances";
import type { WbemGivenValue, WbemPath } from "@/contracts/wbem/values";
import { atFields, type DraftValues, draftProblems, givenValues } from "../_values/form-values";
import { ValueField } from "../_values/value-field";
import { useExplorer } from "../explorer-context";
import { DiffDialog } from "./diff-dialog";
import { declarationOf, editableProperties, initialDrafts, isChanged, rebase, withBefore } from "./edit-changes";
import { MeanwhileChanged } from "./meanwhile-changed";

interface EditFormProps {
  path: WbemPath;
  initial: WbemInstance;
  onDone: () => void;
}

const nothingChanged = ownProblem({
  title: "Nothing has changed",
  detail: "All values are as they were read, so there is nothing to send.",
  code: "invalid_request",
});

/**
 * Changes properties of an instance. What changed is shown before it is sent; if the instance is no longer as it was read,
 * nothing is sent and the other change is shown.
 */
export function EditForm({ path, initial, onDone }: EditFormProps) {
  const { profile } = useExplorer();
  const client = useQueryClient();
  const toast = useToast();
  // What the changes are compared with: as it was read, or as it is now after somebody else's change was accepted.
  const [base, setBase] = useState(initial);
  const [search, setSearch] = useState("");
  const [reviewed, setReviewed] = useState<WbemGivenValue[] | null>(null);
  const [isUnchanged, setUnchanged] = useState(false);
  const properties = useMemo(() => editableProperties(base), [base]);
  const declared = useMemo(() => properties.map(declarationOf), [properties]);
  const form = useForm<DraftValues>({
    defaultValues: { values: initialDrafts(properties) },
    resolver: problemResolver((values) => draftProblems(declared, values)),
  });
  const modification = useApiMutation(modifyWbemInstance, {
    invalidates: [keys.wbemPart(profile.id, "neighbours")],
    onSuccess: (instance) => {
      client.setQueryData(wbemQueries.instance(profile.id, path).queryKey, instance);
      toast({ tone: "ok", title: "The instance was changed" });
      onDone();
    },
  });
  const problem = modification.error === null ? null : problemOf(modification.error);
  const isConflict = problem?.code === "revision_conflict";
  const wanted = search.trim().toLowerCase();

  /** Goes on from the instance as it is now, with what was edited here, and shows the difference again. */
  function accept(now: WbemInstance) {
    const current = editableProperties(now);
    const values = rebase(form.getValues("values"), properties, current);
    const changes = givenValues(current.map(declarationOf), { values }, isChanged(current));
    form.reset({ values: initialDrafts(current) }, { keepDefaultValues: false });
    form.setValue("values", values, { shouldDirty: true });
    setBase(now);
    setReviewed(changes.length > 0 ? changes : null);
    setUnchanged(changes.length === 0);
    modification.reset();
  }

  function review(values: DraftValues) {
    // A refusal of what was sent before must not keep the new difference from being shown.
    modification.reset();
    const changes = givenValues(declared, values, isChanged(properties));
    setUnchanged(changes.length === 0);
    if (changes.length > 0) setReviewed(changes);
  }

  return (
    <>
      {isConflict ? <MeanwhileChanged path={path} before={base} onAccept={accept} /> : null}
      <FormShell
        label="Change the instance"
        form={form}
        submitLabel="Review changes"
        isLoading={modification.isPending}
        error={
          isUnchanged
            ? nothingChanged
            : problem === null || isConflict
              ? null
              : atFields(problem, "changes", reviewed ?? [])
        }
        submitObstacle={isConflict ? "Look at what changed meanwhile first." : null}
        onCancel={onDone}
        onSubmit={review}
      >
        <p className="sb-muted">
          Keys name the instance and cannot be changed. Only what differs is sent; the server may refuse single
          properties.
        </p>
        <SearchBox label="Search the fields" placeholder="Name of a property" value={search} onChange={setSearch} />
        {declared
          .filter(({ name }) => name.toLowerCase().includes(wanted) || name in (form.formState.errors.values ?? {}))
          .map((declaration) => (
            <ValueField
              key={declaration.name}
              control={form.control}
              name={`values.${declaration.name}`}
              declared={declaration}
              nullLabel="NULL"
            />
          ))}
      </FormShell>
      {reviewed === null || modification.error !== null ? null : (
        <DiffDialog
          properties={properties}
          changes={reviewed}
          isLoading={modification.isPending}
          onConfirm={() =>
            modification.mutate({
              params: { profileId: profile.id },
              body: { path, changes: withBefore(reviewed, properties) },
            })
          }
          onClose={() => setReviewed(null)}
        />
      )}
    </>
  );
}
