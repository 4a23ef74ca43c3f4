"use client";

import { useId, useState } from "react";
import { orderQueries } from "@/app/_client/order-queries";
import { useTeamDenial } from "@/app/_client/permissions";
import { useQuery } from "@/app/_client/use-query";
import { Button, Select, SelectItem } from "@/app/_components/carbon";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import type { UseFormReturn } from "@/app/_components/form/use-form";
import styles from "./request.module.scss";
import { type RequestValues, requestProblems, valuesOf } from "./request-values";

const SaveTemplateDialog = lazyDialog(() =>
  import("./save-template-dialog").then((module) => module.SaveTemplateDialog),
);

/** Fills a request's form from a template of the team, with a way back, and saves it as one. */
export function TemplateBar({ form }: { form: UseFormReturn<RequestValues> }) {
  const id = useId();
  const templates = useQuery(orderQueries.requestTemplates()).data?.items ?? [];
  const denied = useTeamDenial("identities.manage");
  const [before, setBefore] = useState<RequestValues | null>(null);
  const [saved, setSaved] = useState<RequestValues | null>(null);

  function fill(values: RequestValues) {
    form.reset(values, { keepDefaultValues: true });
  }

  function load(templateId: string) {
    const template = templates.find((candidate) => candidate.id === templateId);
    if (template === undefined) return;
    setBefore(structuredClone(form.getValues()));
    fill(valuesOf(template.form));
  }

  async function save() {
    const values = form.getValues();
    if ((await requestProblems(values)).length > 0) void form.trigger(undefined, { shouldFocus: true });
    else setSaved(structuredClone(values));
  }

  return (
    <div className={styles.templates}>
      {templates.length > 0 ? (
        <Select
          id={id}
          labelText="Fill from a template"
          value=""
          onChange={(event: { target: { value: string } }) => load(event.target.value)}
        >
          <SelectItem value="" text="Choose a template" />
          {templates.map((template) => (
            <SelectItem key={template.id} value={template.id} text={template.name} />
          ))}
        </Select>
      ) : null}
      {before === null ? null : (
        <Button
          kind="ghost"
          size="md"
          onClick={() => {
            fill(before);
            setBefore(null);
          }}
        >
          Undo filling in
        </Button>
      )}
      <ReasonButton kind="ghost" size="md" disabledReason={denied} onClick={() => void save()}>
        Save as template
      </ReasonButton>
      {saved === null ? null : <SaveTemplateDialog values={saved} onClose={() => setSaved(null)} />}
    </div>
  );
}
