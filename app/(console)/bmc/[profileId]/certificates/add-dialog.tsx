"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import type { ChosenFile } from "@/app/_components/form/file-field";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { SelectField } from "@/app/_components/form/select-field";
import { useForm } from "@/app/_components/form/use-form";
import { addBmcCertificate } from "@/contracts/addresses/bmc";
import { PemFields } from "./pem-fields";
import { pemOf, pemProblem } from "./pem-source";
import { type CertificateCollection, collectionLabel } from "./uses";

interface AddValues {
  collectionUri: string;
  text: string;
  file: ChosenFile | null;
}

interface AddDialogProps {
  profileId: string;
  /** Stores that take certificates; at least one. */
  collections: readonly CertificateCollection[];
  onClose: () => void;
}

/** Adds a certificate of an authority to what the BMC trusts. */
export function AddDialog({ profileId, collections, onClose }: AddDialogProps) {
  const form = useForm<AddValues>({
    defaultValues: { collectionUri: collections[0]?.uri ?? "", text: "", file: null },
    resolver: problemResolver((values) => {
      const problem = pemProblem(pemOf(values), "trust");
      return problem === null ? [] : [{ path: "text", message: problem }];
    }),
  });
  const addition = useApiMutation(addBmcCertificate, {
    invalidates: [keys.bmcPart(profileId, "certificates")],
    onSuccess: onClose,
  });
  return (
    <ModalDialog title="Add to a trust store" isWide onClose={onClose}>
      <FormShell
        label="Add to a trust store"
        form={form}
        guardsUnsavedChanges={false}
        submitLabel="Add the certificate"
        isLoading={addition.isPending}
        error={addition.error ? problemOf(addition.error) : null}
        onCancel={onClose}
        onSubmit={(values) =>
          addition.mutate({ params: { profileId }, body: { collectionUri: values.collectionUri, pem: pemOf(values) } })
        }
      >
        <SelectField
          control={form.control}
          name="collectionUri"
          label="Store"
          options={collections.map((collection) => ({ value: collection.uri, label: collectionLabel(collection) }))}
        />
        <PemFields
          control={form.control}
          names={{ text: "text", file: "file" }}
          help="The certificate of an authority, without a private key."
        />
      </FormShell>
    </ModalDialog>
  );
}
