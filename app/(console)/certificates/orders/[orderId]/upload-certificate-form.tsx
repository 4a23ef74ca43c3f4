"use client";

import { callApi } from "@/app/_client/api";
import { useOrderAction } from "@/app/_client/order-action";
import type { ChosenFile } from "@/app/_components/form/file-field";
import { FormSection, FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { useForm } from "@/app/_components/form/use-form";
import { uploadCertificate } from "@/contracts/addresses/certificate-orders";
import type { FieldProblem } from "@/contracts/problem";
import { materialOf } from "../../_shared/source";
import { materialProblems } from "../_shared/material";
import { MaterialFields } from "../_shared/material-fields";
import { ActionNotice } from "./action-notice";
import { obstacleOf, useOrder } from "./order-context";
import { useFormProblem } from "./use-form-problem";

interface UploadValues {
  certificateText: string;
  certificateFile: ChosenFile | null;
  authorityText: string;
  authorityFile: ChosenFile | null;
}

const empty: UploadValues = { certificateText: "", certificateFile: null, authorityText: "", authorityFile: null };
const accept = ".pem,.crt,.cer,.der,.txt";
const placeholder = "-----BEGIN CERTIFICATE-----";

function check(values: UploadValues): FieldProblem[] {
  return [
    ...materialProblems(
      { text: values.certificateText, file: values.certificateFile },
      { text: "certificateText", file: "certificateFile" },
      "Paste the signed certificate, or choose its file below.",
    ),
    ...materialProblems(
      { text: values.authorityText, file: values.authorityFile },
      { text: "authorityText", file: "authorityFile" },
      "Paste the root certificate, or choose its file below.",
    ),
  ];
}

/** The signed certificate and the root it leads to, brought back from the signer. */
export function UploadCertificateForm() {
  const order = useOrder();
  const form = useForm<UploadValues>({ defaultValues: empty, resolver: problemResolver(check) });
  const upload = useOrderAction(order.id, (values: UploadValues) =>
    callApi(uploadCertificate, {
      params: { orderId: order.id },
      body: {
        version: order.version,
        certificate: materialOf(values.certificateText, values.certificateFile) ?? {},
        authority: materialOf(values.authorityText, values.authorityFile) ?? {},
      },
    }),
  );
  const problem = useFormProblem(upload.error, upload.variables, ["certificate", "authority"]);
  return (
    <>
      <ActionNotice error={upload.error} isInForm />
      <FormShell
        label="Signed certificate"
        form={form}
        onSubmit={(values) => upload.mutate(values, { onSuccess: () => form.reset(empty) })}
        isLoading={upload.isPending}
        error={problem}
        submitLabel="Upload and check"
        submitObstacle={obstacleOf(order, "upload_certificate")}
      >
        <FormSection title="Signed certificate">
          <MaterialFields
            control={form.control}
            text="certificateText"
            file="certificateFile"
            label="Certificate"
            placeholder={placeholder}
            accept={accept}
          />
        </FormSection>
        <FormSection title="Root certificate of the VMI">
          <MaterialFields
            control={form.control}
            text="authorityText"
            file="authorityFile"
            label="Root"
            placeholder={placeholder}
            accept={accept}
          />
        </FormSection>
      </FormShell>
    </>
  );
}
