"use client";

import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { Notice } from "@/app/_components/feedback/notice";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextAreaField } from "@/app/_components/form/text-area-field";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { importIdentity, inspectIdentity } from "@/contracts/addresses/trust";
import { Permitted } from "../../../permitted";
import { InspectionView } from "../../_shared/inspection-view";
import { withPaths } from "../../_shared/source";
import {
  emptyIdentity,
  fieldNames,
  type IdentityValues,
  identityInputOf,
  identityProblems,
  materialOf,
} from "./identity-input";
import { MaterialFields } from "./material-fields";

/**
 * Brings a certificate and its private key in: first they are checked and shown, then stored. What was checked is what
 * is stored; any change of the material asks for the check again.
 */
export function NewIdentity() {
  const router = useRouter();
  const [checked, setChecked] = useState<string | null>(null);
  const form = useForm<IdentityValues>({
    defaultValues: emptyIdentity,
    resolver: problemResolver(identityProblems),
  });
  const values = useWatch({ control: form.control }) as IdentityValues;
  const inspection = useApiMutation(inspectIdentity);
  const storage = useApiMutation(importIdentity, {
    invalidates: [keys.identities],
    onSuccess: (identity) => router.push(paths.identity(identity.id)),
  });
  const isChecked = checked !== null && checked === materialOf(values) && inspection.data !== undefined;
  const failed = storage.error === null ? inspection : storage;
  const { error: failure, variables: sent } = failed;
  // The form shell shows each problem once: it must stay the same object while it is the same problem.
  const problem = useMemo(
    () => (failure === null ? null : withPaths(problemOf(failure), sent === undefined ? {} : fieldNames(sent.body))),
    [failure, sent],
  );

  function submit(submitted: IdentityValues) {
    storage.reset();
    if (isChecked) {
      storage.mutate({ body: identityInputOf(submitted) });
      return;
    }
    setChecked(null);
    inspection.mutate({ body: identityInputOf(submitted) }, { onSuccess: () => setChecked(materialOf(submitted)) });
  }

  return (
    <div className="sb-page">
      <PageHeader
        title="New client certificate"
        trail={[{ label: "Client certificates", href: paths.identities() }]}
        summary="The private key is sealed as soon as it arrives and never leaves the server again. Its password is not stored."
      />
      <div className="sb-stack">
        <Permitted permission="identities.manage">
          <div className="sb-columns">
            <FormShell
              label="New client certificate"
              form={form}
              onSubmit={submit}
              isLoading={inspection.isPending || storage.isPending}
              error={problem}
              submitLabel={isChecked ? "Store it" : "Check it"}
              onCancel={() => router.push(paths.identities())}
            >
              <TextField control={form.control} name="name" label="Name" help="Unique in the team." maxLength={80} />
              <TextAreaField control={form.control} name="description" label="Description" rows={2} isOptional />
              <MaterialFields control={form.control} format={values.format} />
            </FormShell>
            <Panel title="What it contains">
              {inspection.isPending ? <LinesSkeleton label="the certificate" /> : null}
              {isChecked ? (
                <div className="sb-stack">
                  <Notice tone="ok" role="status" title="Key and certificate belong together" />
                  <InspectionView inspection={inspection.data} />
                </div>
              ) : inspection.isPending ? null : (
                <p className="sb-muted">
                  Check it to see the chain in its order before anything is stored. Nothing of the key is shown.
                </p>
              )}
            </Panel>
          </div>
        </Permitted>
      </div>
    </div>
  );
}
