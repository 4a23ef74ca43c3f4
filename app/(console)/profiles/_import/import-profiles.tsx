"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { useTeamDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { Button } from "@/app/_components/carbon";
import { Notice } from "@/app/_components/feedback/notice";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { type ChosenFile, FileField } from "@/app/_components/form/file-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { importProfiles } from "@/contracts/addresses/profiles";
import { ImportPreview } from "./import-preview";
import { type ReadExport, readExport, textOf } from "./read-export";

const maxFileBytes = 4 * 1024 * 1024 - 1024;

const unread = (message: string): ReadExport => ({ document: null, problems: [{ path: "", message }] });

async function read(file: ChosenFile): Promise<ReadExport> {
  const text = textOf(file.contentBase64);
  if (text === null) return unread("The file is not UTF-8 text.");
  return readExport(text).catch(() => unread("The console could not be reached. Choose the file again."));
}

/** What the chosen file holds; null while there is none or it is being read. */
function useContent(file: ChosenFile | null): ReadExport | null {
  const [content, setContent] = useState<{ file: ChosenFile; read: ReadExport } | null>(null);
  useEffect(() => {
    if (file === null) return;
    let isCurrent = true;
    void read(file).then((result) => {
      if (isCurrent) setContent({ file, read: result });
    });
    return () => {
      isCurrent = false;
    };
  }, [file]);
  return content !== null && content.file === file ? content.read : null;
}

/** Brings profiles of another console in: choose a file, see what would happen, do it. */
export function ImportProfiles() {
  const denied = useTeamDenial("profiles.create");
  const form = useForm<{ file: ChosenFile | null }>({ defaultValues: { file: null } });
  const file = useWatch({ control: form.control, name: "file" });
  const content = useContent(file);
  const preview = useApiMutation(importProfiles);
  const application = useApiMutation(importProfiles, { invalidates: [keys.profiles, keys.bundles, keys.overview] });
  const document = content?.document ?? null;
  // A result belongs to the file it was asked for; another choice makes it void.
  const shown = preview.variables?.body.document === document ? preview.data : undefined;
  const done = application.variables?.body.document === document ? application.data : undefined;
  const failure = application.error ?? preview.error;

  return (
    <div className="sb-page">
      <PageHeader
        title="Import profiles"
        trail={[{ label: "Profiles", href: paths.profiles() }]}
        summary="From a file that was exported by this or another console. Such files hold CA certificates but never credentials: those are entered after the import."
      />
      <div className="sb-stack">
        {denied === null ? null : <Notice tone="warn" title={denied} />}
        <Panel title="File">
          <div className="sb-stack">
            <FileField
              control={form.control}
              name="file"
              label="Exported profiles"
              accept=".json,application/json"
              maxBytes={maxFileBytes}
              help="A .json file. Choose it or drop it here."
              isDisabled={denied !== null}
            />
            {content !== null && content.problems !== null ? (
              <Notice tone="fail" role="alert" title="The file cannot be imported">
                <ul className="sb-notice__list">
                  {content.problems.map((problem) => (
                    <li key={`${problem.path}:${problem.message}`}>
                      {problem.path === "" ? problem.message : `${problem.path}: ${problem.message}`}
                    </li>
                  ))}
                </ul>
              </Notice>
            ) : null}
            {document !== null && shown === undefined ? (
              <Button size="md" onClick={() => preview.mutate({ body: { document, apply: false } })}>
                See what would happen
              </Button>
            ) : null}
          </div>
        </Panel>
        {failure === null ? null : <ProblemNotice problem={problemOf(failure)} />}
        {preview.isPending ? <LinesSkeleton label="the preview" /> : null}
        {document !== null && shown !== undefined ? (
          <Panel title={done === undefined ? "What would happen" : "What happened"}>
            <ImportPreview
              document={document}
              result={done ?? shown}
              isApplying={application.isPending}
              onApply={() => application.mutate({ body: { document, apply: true } })}
            />
          </Panel>
        ) : null}
        {done === undefined ? null : (
          <Link className="sb-link" href={paths.profiles()}>
            Back to the profiles
          </Link>
        )}
      </div>
    </div>
  );
}
