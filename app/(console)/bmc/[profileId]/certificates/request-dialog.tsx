"use client";

import { useState } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { FormRow, FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { schemaProblems } from "@/app/_components/form/schema-resolver";
import { SelectField } from "@/app/_components/form/select-field";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { DownloadIcon } from "@/app/_components/icons";
import { saveFile } from "@/app/_components/table/export";
import { generateBmcRequest } from "@/contracts/addresses/bmc";
import { type CertificateCollection, collectionLabel } from "./uses";

interface RequestValues {
  collectionUri: string;
  commonName: string;
  alternativeNames: string;
  organization: string;
  organizationalUnit: string;
  city: string;
  state: string;
  country: string;
  key: "secp384r1" | "prime256v1" | "rsa-2048";
}

const keyTypes = [
  { value: "secp384r1", label: "EC P-384" },
  { value: "prime256v1", label: "EC P-256" },
  { value: "rsa-2048", label: "RSA 2048" },
];

const bodyOf = (values: RequestValues) => ({
  ...values,
  alternativeNames: values.alternativeNames.split(/[\s,]+/).filter((name) => name !== ""),
});

function Result({ csrPem, host, onClose }: { csrPem: string; host: string; onClose: () => void }) {
  return (
    <ModalDialog
      title="Certificate request"
      isWide
      onClose={onClose}
      footer={
        <>
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
          <Button
            size="md"
            renderIcon={DownloadIcon}
            onClick={() => saveFile(`${host}.csr`, "application/pkcs10", csrPem)}
          >
            Download the request
          </Button>
        </>
      }
    >
      <p>
        The BMC keeps the key until the next request or restart. Have this signed, then replace the certificate with the
        answer, without a key.
      </p>
      <div className="sb-cluster">
        <span>Request</span>
        <CopyButton text={csrPem} label="Copy the request as PEM" />
      </div>
      <section className="sb-code" aria-label="Request as PEM">
        <pre>{csrPem}</pre>
      </section>
    </ModalDialog>
  );
}

interface RequestDialogProps {
  profileId: string;
  /** Address of the BMC, which the request usually names. */
  host: string;
  collections: readonly CertificateCollection[];
  onClose: () => void;
}

/** Lets the BMC make a key of its own and a request for it. */
export function RequestDialog({ profileId, host, collections, onClose }: RequestDialogProps) {
  const [csrPem, setCsrPem] = useState<string | null>(null);
  const form = useForm<RequestValues>({
    defaultValues: {
      collectionUri: collections.find(({ use }) => use === "https")?.uri ?? collections[0]?.uri ?? "",
      commonName: host.slice(0, 64),
      alternativeNames: host,
      organization: "",
      organizationalUnit: "",
      city: "",
      state: "",
      country: "",
      key: "secp384r1",
    },
    resolver: problemResolver(async (values) => {
      const { bmcGenerateRequestInput } = await import("@/contracts/bmc");
      return schemaProblems(bmcGenerateRequestInput, bodyOf(values)).map(({ path, message }) => ({
        path: path.split(".", 1)[0] ?? path,
        message,
      }));
    }),
  });
  const generation = useApiMutation(generateBmcRequest, { onSuccess: (answer) => setCsrPem(answer.csrPem) });
  if (csrPem !== null) return <Result csrPem={csrPem} host={host} onClose={onClose} />;
  const { control } = form;
  return (
    <ModalDialog title="Request made on the BMC" isWide onClose={onClose}>
      <Notice tone="idle" title="The private key is made on the BMC and stays there">
        <p>A request that is still waiting for its certificate is overwritten.</p>
      </Notice>
      <FormShell
        label="Request made on the BMC"
        form={form}
        guardsUnsavedChanges={false}
        submitLabel="Make the request"
        isLoading={generation.isPending}
        error={generation.error ? problemOf(generation.error) : null}
        onCancel={onClose}
        onSubmit={(values) => generation.mutate({ params: { profileId }, body: bodyOf(values) })}
      >
        <SelectField
          control={control}
          name="collectionUri"
          label="For"
          options={collections.map((collection) => ({ value: collection.uri, label: collectionLabel(collection) }))}
        />
        <FormRow>
          <TextField control={control} name="commonName" label="Common name" maxLength={64} />
          <SelectField control={control} name="key" label="Key" options={keyTypes} />
        </FormRow>
        <TextField
          control={control}
          name="alternativeNames"
          label="Alternative names"
          help="Host names, separated by commas. Browsers look at nothing else."
          isOptional
        />
        <FormRow>
          <TextField control={control} name="organization" label="Organization" maxLength={64} />
          <TextField control={control} name="organizationalUnit" label="Organizational unit" maxLength={64} />
        </FormRow>
        <FormRow>
          <TextField control={control} name="city" label="City" maxLength={64} />
          <TextField control={control} name="state" label="State or province" maxLength={64} />
          <TextField control={control} name="country" label="Country" help="Two letters" maxLength={2} />
        </FormRow>
      </FormShell>
    </ModalDialog>
  );
}
