"use client";

import { useMemo } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { invokeWbemMethod } from "@/contracts/addresses/wbem";
import type { WbemMethodDeclaration } from "@/contracts/wbem/classes";
import type { WbemPath } from "@/contracts/wbem/values";
import { draftOf } from "../_values/draft";
import { atFields, type DraftValues, draftProblems, givenValues } from "../_values/form-values";
import { ValueField } from "../_values/value-field";
import { pathLabel } from "../_values/value-text";
import { useExplorer } from "../explorer-context";
import { MethodResult } from "./method-result";

/** What a method is called on: an instance, or a class for static methods. */
export type InvokeTarget = { path: WbemPath } | { path: null; namespace: string; className: string };

interface InvokeValues extends DraftValues {
  confirmation: string;
}

interface InvokeDialogProps {
  target: InvokeTarget;
  method: WbemMethodDeclaration;
  onClose: () => void;
}

/** Asks for the parameters of a method, has its name typed, calls it, and shows what came of it. */
export function InvokeDialog({ target, method, onClose }: InvokeDialogProps) {
  const { profile } = useExplorer();
  const inputs = useMemo(() => method.parameters.filter(({ isIn }) => isIn), [method]);
  const form = useForm<InvokeValues>({
    defaultValues: {
      values: Object.fromEntries(inputs.map((parameter) => [parameter.name, draftOf(null, parameter)])),
      confirmation: "",
    },
    resolver: problemResolver((values) => [
      ...draftProblems(inputs, values),
      ...inputs
        .filter(({ name, isRequired }) => isRequired && values.values[name]?.isNull !== false)
        .map(({ name }) => ({ path: `values.${name}`, message: "The method needs a value here." })),
      ...(values.confirmation === method.name
        ? []
        : [{ path: "confirmation", message: "This is not the name of the method, letter for letter." }]),
    ]),
  });
  const invocation = useApiMutation(invokeWbemMethod, {
    invalidates: [keys.wbemPart(profile.id, "instance"), keys.wbemPart(profile.id, "neighbours")],
  });
  const on =
    target.path === null ? `the class ${target.className}` : `${target.path.className} ${pathLabel(target.path)}`;
  if (invocation.data !== undefined) {
    return (
      <ModalDialog
        title={`${method.name}: the answer`}
        isWide
        onClose={onClose}
        footer={
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
        }
      >
        <MethodResult method={method} result={invocation.data} />
      </ModalDialog>
    );
  }
  const sent = invocation.variables?.body.parameters ?? [];
  return (
    <ModalDialog title={`Call ${method.name}`} isWide onClose={onClose}>
      <p>
        On {on}. What it does is up to the server, and may not be undone.
        {method.description === null ? null : ` ${method.description}`}
      </p>
      <FormShell
        label={`Call ${method.name}`}
        form={form}
        guardsUnsavedChanges={false}
        isDanger
        submitLabel={`Call ${method.name}`}
        isLoading={invocation.isPending}
        error={invocation.error ? atFields(problemOf(invocation.error), "parameters", sent) : null}
        onCancel={onClose}
        onSubmit={(values) =>
          invocation.mutate({
            params: { profileId: profile.id },
            body: {
              ...target,
              method: method.name,
              parameters: givenValues(inputs, values, (draft) => !draft.isNull),
              confirmation: values.confirmation,
            },
          })
        }
      >
        {inputs.length === 0 ? <p className="sb-muted">The method has no input parameters.</p> : null}
        {inputs.map((parameter) => (
          <ValueField
            key={parameter.name}
            control={form.control}
            name={`values.${parameter.name}`}
            declared={parameter}
            nullLabel="Leave it out"
          />
        ))}
        <TextField
          control={form.control}
          name="confirmation"
          label={`Type ${method.name} to confirm`}
          maxLength={300}
        />
      </FormShell>
    </ModalDialog>
  );
}
