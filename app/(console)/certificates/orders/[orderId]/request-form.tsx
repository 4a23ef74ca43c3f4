"use client";

import { useEffect } from "react";
import { callApi } from "@/app/_client/api";
import { useOrderAction } from "@/app/_client/order-action";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { useForm } from "@/app/_components/form/use-form";
import { generateRequest } from "@/contracts/addresses/certificate-orders";
import { RequestFields } from "../_request/request-fields";
import { emptyRequest, formOf, type RequestValues, requestProblems, valuesOf } from "../_request/request-values";
import { TemplateBar } from "../_request/template-bar";
import { ActionNotice, formProblem } from "./action-notice";
import { obstacleOf, useOrder } from "./order-context";

/** What the certificate is asked for; sending it makes the key and the request. */
export function RequestForm({ onTyped }: { onTyped: (isTyped: boolean) => void }) {
  const order = useOrder();
  const form = useForm<RequestValues>({
    defaultValues: order.form === null ? emptyRequest(order.name) : valuesOf(order.form),
    resolver: problemResolver(requestProblems),
  });
  const { isDirty } = form.formState;
  useEffect(() => onTyped(isDirty), [isDirty, onTyped]);
  const making = useOrderAction(order.id, (values: RequestValues) =>
    callApi(generateRequest, {
      params: { orderId: order.id },
      body: { version: order.version, form: formOf(values) },
    }),
  );

  function make(values: RequestValues) {
    onTyped(false);
    making.mutate(values, { onSuccess: () => form.reset(values), onError: () => onTyped(true) });
  }

  const isMaking = making.isPending || order.step?.id === "generate_key";
  return (
    <>
      <TemplateBar form={form} />
      <ActionNotice error={making.error} isInForm />
      <FormShell
        label="Key and request"
        form={form}
        onSubmit={make}
        isLoading={isMaking}
        error={formProblem(making.error)}
        submitLabel="Make key and request"
        submitObstacle={isMaking ? null : obstacleOf(order, "generate")}
      >
        <RequestFields control={form.control} />
      </FormShell>
    </>
  );
}
