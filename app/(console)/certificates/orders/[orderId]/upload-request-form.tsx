"use client";

import { callApi } from "@/app/_client/api";
import { useOrderAction } from "@/app/_client/order-action";
import type { ChosenFile } from "@/app/_components/form/file-field";
import { FormSection, FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { uploadRequest } from "@/contracts/addresses/certificate-orders";
import type { FieldProblem } from "@/contracts/problem";
import { materialOf } from "../../_shared/source";
import { materialProblems } from "../_shared/material";
import { MaterialFields } from "../_shared/material-fields";
import { ActionNotice } from "./action-notice";
import { obstacleOf, useOrder } from "./order-context";
import { useFormProblem } from "./use-form-problem";

interface UploadValues {
  requestText: string;
  requestFile: ChosenFile | null;
  keyText: string;
  keyFile: ChosenFile | null;
  keyPassword: string;
}

const empty: UploadValues = { requestText: "", requestFile: null, keyText: "", keyFile: null, keyPassword: "" };

function check(values: UploadValues): FieldProblem[] {
  return [
    ...materialProblems(
      { text: values.requestText, file: values.requestFile },
      { text: "requestText", file: "requestFile" },
      "Paste the request, or choose its file below.",
    ),
    ...materialProblems({ text: values.keyText, file: values.keyFile }, { text: "keyText", file: "keyFile" }, null),
  ];
}

/** A request that was made elsewhere, with its key or without. */
export function UploadRequestForm() {
  const order = useOrder();
  const form = useForm<UploadValues>({ defaultValues: empty, resolver: problemResolver(check) });
  const upload = useOrderAction(order.id, (values: UploadValues) => {
    const request = materialOf(values.requestText, values.requestFile);
    return callApi(uploadRequest, {
      params: { orderId: order.id },
      body: {
        version: order.version,
        request: request ?? {},
        key: materialOf(values.keyText, values.keyFile),
        ...(values.keyPassword === "" ? {} : { keyPassword: values.keyPassword }),
      },
    });
  });
  const problem = useFormProblem(upload.error, upload.variables, ["request", "key"]);
  return (
    <>
      <ActionNotice error={upload.error} isInForm />
      <FormShell
        label="Upload a request"
        form={form}
        onSubmit={(values) => upload.mutate(values, { onSuccess: () => form.reset(empty) })}
        isLoading={upload.isPending}
        error={problem}
        submitLabel="Upload the request"
        submitObstacle={obstacleOf(order, "upload_request")}
      >
        <FormSection title="Request">
          <MaterialFields
            control={form.control}
            text="requestText"
            file="requestFile"
            label="Request"
            placeholder="-----BEGIN CERTIFICATE REQUEST-----"
            accept=".csr,.pem,.req,.p10,.der,.txt"
          />
        </FormSection>
        <FormSection
          title="Private key"
          help="Without it the key stays where it is, and the certificate can be neither tested nor kept here."
        >
          <MaterialFields
            control={form.control}
            text="keyText"
            file="keyFile"
            label="Key"
            placeholder="-----BEGIN PRIVATE KEY-----"
            accept=".key,.pem,.der,.txt"
          />
          <TextField
            control={form.control}
            name="keyPassword"
            type="password"
            label="Password of the key"
            help="Only if the key is encrypted. It is not stored."
            autoComplete="new-password"
            isOptional
          />
        </FormSection>
      </FormShell>
    </>
  );
}
