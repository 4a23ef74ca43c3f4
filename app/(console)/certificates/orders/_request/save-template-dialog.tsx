"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { orderQueries } from "@/app/_client/order-queries";
import { problemOf } from "@/app/_client/problem";
import { useQuery } from "@/app/_client/use-query";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { createRequestTemplate, replaceRequestTemplate } from "@/contracts/addresses/certificate-orders";
import { formOf, type RequestValues } from "./request-values";

/** Keeps what stands in a request's form as a template; one of the same name is replaced. */
export function SaveTemplateDialog({ values, onClose }: { values: RequestValues; onClose: () => void }) {
  const toast = useToast();
  const templates = useQuery(orderQueries.requestTemplates()).data?.items ?? [];
  const form = useForm<{ name: string }>({
    defaultValues: { name: "" },
    resolver: problemResolver(({ name }) =>
      name.trim() === "" ? [{ path: "name", message: "A name is needed." }] : [],
    ),
  });
  const name = useWatch({ control: form.control, name: "name" }).trim();
  const present = templates.find((template) => template.name === name);
  const done = {
    invalidates: [keys.requestTemplates],
    onSuccess: () => {
      toast({ tone: "ok", title: `The template ${name} was saved` });
      onClose();
    },
  };
  const creation = useApiMutation(createRequestTemplate, done);
  const replacement = useApiMutation(replaceRequestTemplate, done);
  const failure = present === undefined ? creation.error : replacement.error;
  return (
    <ModalDialog title="Save as template" onClose={onClose}>
      <p>The team can begin other requests from it. It holds the form only: no key, and nothing of this order.</p>
      <FormShell
        label="Save as template"
        form={form}
        onSubmit={() => {
          const body = { name, form: formOf(values) };
          if (present === undefined) creation.mutate({ body });
          else replacement.mutate({ params: { templateId: present.id }, body });
        }}
        isLoading={creation.isPending || replacement.isPending}
        error={failure === null ? null : problemOf(failure)}
        submitLabel={present === undefined ? "Save the template" : "Replace the template"}
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField
          control={form.control}
          name="name"
          label="Name of the template"
          help={present === undefined ? undefined : "There is one of this name: it will be replaced."}
          maxLength={80}
        />
      </FormShell>
    </ModalDialog>
  );
}
