"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextAreaField } from "@/app/_components/form/text-area-field";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { createBundle } from "@/contracts/addresses/trust";
import type { FieldProblem } from "@/contracts/problem";
import { Permitted } from "../../../permitted";
import { LiveInspection } from "../../_shared/live-inspection";
import { emptySource, type SourceValues, sourceOf, sourceProblems, withPaths } from "../../_shared/source";
import { SourceFields } from "../../_shared/source-fields";

interface BundleValues extends SourceValues {
  name: string;
  description: string;
}

function check(values: BundleValues): FieldProblem[] {
  const problems = sourceProblems(values, true);
  return values.name.trim() === "" ? [{ path: "name", message: "A name is needed." }, ...problems] : problems;
}

/** Reads CA certificates, shows what they are, and stores them under a name. */
export function NewBundle() {
  const router = useRouter();
  const form = useForm<BundleValues>({
    defaultValues: { name: "", description: "", ...emptySource },
    resolver: problemResolver(check),
  });
  const creation = useApiMutation(createBundle, {
    invalidates: [keys.bundles],
    onSuccess: (bundle) => router.push(paths.bundle(bundle.id)),
  });
  const [text, file] = useWatch({ control: form.control, name: ["text", "file"] });
  const { error: failure, variables: sent } = creation;
  // The form shell shows each problem once: it must stay the same object while it is the same problem.
  const problem = useMemo(
    () =>
      failure === null ? null : withPaths(problemOf(failure), { source: sent?.body.source.file ? "file" : "text" }),
    [failure, sent],
  );

  return (
    <div className="sb-page">
      <PageHeader
        title="New CA bundle"
        trail={[{ label: "CA bundles", href: paths.bundles() }]}
        summary="CA certificates are public. Check their fingerprints with whoever runs the CA."
      />
      <div className="sb-stack">
        <Permitted permission="trust.manage">
          <div className="sb-columns">
            <FormShell
              label="New CA bundle"
              form={form}
              onSubmit={({ name, description, ...source }) =>
                creation.mutate({ body: { name, description, source: sourceOf(source) ?? {} } })
              }
              isLoading={creation.isPending}
              error={problem}
              submitLabel="Store the bundle"
              onCancel={() => router.push(paths.bundles())}
            >
              <TextField control={form.control} name="name" label="Name" help="Unique in the team." maxLength={80} />
              <TextAreaField control={form.control} name="description" label="Description" rows={2} isOptional />
              <SourceFields control={form.control} />
            </FormShell>
            <Panel title="What it contains">
              <LiveInspection text={text} file={file} />
            </Panel>
          </div>
        </Permitted>
      </div>
    </div>
  );
}
