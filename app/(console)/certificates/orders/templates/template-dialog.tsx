"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { type Control, useForm } from "@/app/_components/form/use-form";
import { createRequestTemplate, replaceRequestTemplate } from "@/contracts/addresses/certificate-orders";
import type { RequestTemplate } from "@/contracts/certificate-request";
import type { FieldProblem } from "@/contracts/problem";
import { RequestFields } from "../_request/request-fields";
import { emptyRequest, formOf, type RequestValues, requestProblems, valuesOf } from "../_request/request-values";

interface TemplateValues extends RequestValues {
  templateName: string;
}

async function check(values: TemplateValues): Promise<FieldProblem[]> {
  const problems = await requestProblems(values);
  return values.templateName.trim() === ""
    ? [{ path: "templateName", message: "A name is needed." }, ...problems]
    : problems;
}

/** Makes a template, or changes the one that is given. */
export function TemplateDialog({ template, onClose }: { template: RequestTemplate | null; onClose: () => void }) {
  const form = useForm<TemplateValues>({
    defaultValues: {
      templateName: template?.name ?? "",
      ...(template === null ? emptyRequest("") : valuesOf(template.form)),
    },
    resolver: problemResolver(check),
  });
  const options = { invalidates: [keys.requestTemplates], onSuccess: onClose };
  const creation = useApiMutation(createRequestTemplate, options);
  const replacement = useApiMutation(replaceRequestTemplate, options);
  const failure = creation.error ?? replacement.error;
  const title = template === null ? "New template" : `Change ${template.name}`;

  function save({ templateName, ...values }: TemplateValues) {
    const body = { name: templateName, form: formOf(values) };
    if (template === null) creation.mutate({ body });
    else replacement.mutate({ params: { templateId: template.id }, body });
  }

  return (
    <ModalDialog title={title} isWide onClose={onClose}>
      <FormShell
        label={title}
        form={form}
        onSubmit={save}
        isLoading={creation.isPending || replacement.isPending}
        error={failure === null ? null : problemOf(failure)}
        submitLabel="Save the template"
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField control={form.control} name="templateName" label="Name of the template" maxLength={80} />
        <RequestFields control={form.control as unknown as Control<RequestValues>} />
      </FormShell>
    </ModalDialog>
  );
}
