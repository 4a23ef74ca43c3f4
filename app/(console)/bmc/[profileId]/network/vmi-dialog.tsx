"use client";

import { useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { ToggleField } from "@/app/_components/form/boolean-fields";
import { ChoiceField } from "@/app/_components/form/choice-field";
import { FormRow, FormShell } from "@/app/_components/form/form-shell";
import { NumberField } from "@/app/_components/form/number-field";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { type Control, useForm, useWatch } from "@/app/_components/form/use-form";
import { changeVmiNetwork } from "@/contracts/addresses/bmc";
import type { VmiInterface } from "@/contracts/bmc";
import { changeOf, initialVmiValues, type VmiValues, vmiChanges, vmiProblems } from "./vmi-change";

function ChangeFields({ control, kind }: { control: Control<VmiValues>; kind: VmiValues["kind"] }) {
  if (kind === "static-v4") {
    return (
      <FormRow>
        <TextField control={control} name="address" label="Address" maxLength={15} />
        <TextField control={control} name="subnetMask" label="Subnet mask" maxLength={15} />
        <TextField control={control} name="gateway" label="Gateway" maxLength={15} />
      </FormRow>
    );
  }
  if (kind === "static-v6") {
    return (
      <FormRow>
        <TextField control={control} name="address" label="Address" maxLength={45} />
        <NumberField control={control} name="prefixLength" label="Prefix length" />
        <TextField control={control} name="gateway" label="Gateway" maxLength={45} isOptional />
      </FormRow>
    );
  }
  if (kind === "no-static-v4" || kind === "no-static-v6") return null;
  return <ToggleField control={control} name="isEnabled" label="On" />;
}

interface VmiDialogProps {
  profileId: string;
  vmi: VmiInterface;
  onClose: () => void;
}

/** Changes one interface of the VMI. The BMC accepts it; the host takes it when it runs. */
export function VmiDialog({ profileId, vmi, onClose }: VmiDialogProps) {
  const [isAccepted, setAccepted] = useState(false);
  const form = useForm<VmiValues>({ defaultValues: initialVmiValues(vmi), resolver: problemResolver(vmiProblems) });
  const kind = useWatch({ control: form.control, name: "kind" });
  const change = useApiMutation(changeVmiNetwork, {
    invalidates: [keys.bmcPart(profileId, "network")],
    onSuccess: () => setAccepted(true),
  });
  if (isAccepted) {
    return (
      <ModalDialog
        title={`VMI ${vmi.name}`}
        onClose={onClose}
        footer={
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
        }
      >
        <Notice tone="ok" title="Accepted by the BMC" role="status">
          <p>The host takes it when it runs. The page shows the new state as soon as the BMC reports it.</p>
        </Notice>
      </ModalDialog>
    );
  }
  return (
    <ModalDialog title={`Change VMI ${vmi.name}`} isWide onClose={onClose}>
      <FormShell
        label={`Change VMI ${vmi.name}`}
        form={form}
        guardsUnsavedChanges={false}
        submitLabel="Send the change"
        isLoading={change.isPending}
        error={change.error ? problemOf(change.error) : null}
        onCancel={onClose}
        onSubmit={(values) =>
          change.mutate({ params: { profileId }, body: { uri: vmi.uri, change: changeOf(values) } })
        }
      >
        <ChoiceField
          control={form.control}
          name="kind"
          label="What to change"
          choices={vmiChanges.map(({ kind: value, label, note }) => ({ value, label, note }))}
        />
        <ChangeFields control={form.control} kind={kind} />
      </FormShell>
    </ModalDialog>
  );
}
