"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button, InlineLoading, TextInput } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import { readWbemUri } from "@/contracts/addresses/wbem";
import { useExplorer } from "./explorer-context";
import { pageOfUri } from "./page-of-uri";

/** Asks for a WBEM URI and goes to the class or instance that it names. */
export function OpenUriDialog({ onClose }: { onClose: () => void }) {
  const { profile, namespace } = useExplorer();
  const router = useRouter();
  const formId = useId();
  const [uri, setUri] = useState("");
  const [isEmpty, setEmpty] = useState(false);
  const reading = useApiMutation(readWbemUri, {
    onSuccess: (named) => {
      onClose();
      router.push(pageOfUri(profile.id, named));
    },
  });

  useErrorDescription(`${formId}-uri`, isEmpty);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setEmpty(uri.trim() === "");
    if (uri.trim() === "" || reading.isPending) return;
    reading.mutate({ params: { profileId: profile.id }, query: { uri, namespace: namespace ?? undefined } });
  }

  return (
    <ModalDialog
      title="Open WBEM URI"
      isWide
      onClose={onClose}
      footer={
        <>
          {reading.isPending ? <InlineLoading className="sb-dialog__progress" description="Reading" /> : null}
          <Button size="md" kind="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" form={formId} aria-disabled={reading.isPending}>
            Open
          </Button>
        </>
      }
    >
      {reading.error ? <ProblemNotice problem={problemOf(reading.error)} /> : null}
      <form id={formId} method="post" onSubmit={onSubmit}>
        <TextInput
          id={`${formId}-uri`}
          className="sb-mono-input"
          labelText="WBEM URI"
          helperText="Of an instance or a class, with or without host and namespace: root/cimv2:CIM_Foo.Name=&quot;a&quot;"
          value={uri}
          invalid={isEmpty}
          invalidText="A WBEM URI is needed."
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setUri(event.target.value);
            setEmpty(false);
          }}
        />
      </form>
    </ModalDialog>
  );
}
