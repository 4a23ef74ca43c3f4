"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { createWbemNamespace } from "@/contracts/addresses/wbem";
import { namespacePattern } from "@/contracts/wbem/names";
import { useExplorer } from "./explorer-context";

/** Asks for the name of a new namespace. */
export function CreateNamespaceDialog({ onClose }: { onClose: () => void }) {
  const { profile } = useExplorer();
  const toast = useToast();
  const form = useForm({
    defaultValues: { namespace: "" },
    resolver: problemResolver(({ namespace }) =>
      namespacePattern.test(namespace.trim())
        ? []
        : [{ path: "namespace", message: "This is not a namespace, such as root/cimv2." }],
    ),
  });
  const creation = useApiMutation(createWbemNamespace, {
    invalidates: [keys.wbemPart(profile.id, "server")],
    onSuccess: () => {
      toast({ tone: "ok", title: "The namespace was created" });
      onClose();
    },
  });
  return (
    <ModalDialog title="Create a namespace" onClose={onClose}>
      <FormShell
        label="Create a namespace"
        form={form}
        guardsUnsavedChanges={false}
        submitLabel="Create"
        isLoading={creation.isPending}
        error={creation.error ? problemOf(creation.error) : null}
        onCancel={onClose}
        onSubmit={({ namespace }) =>
          creation.mutate({ params: { profileId: profile.id }, body: { namespace: namespace.trim() } })
        }
      >
        <TextField
          control={form.control}
          name="namespace"
          label="Namespace"
          help="It begins empty: without classes, which have to be brought there."
          maxLength={256}
        />
      </FormShell>
    </ModalDialog>
  );
}
