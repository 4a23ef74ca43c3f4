"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { streamApi } from "@/app/_client/api";
import { keys } from "@/app/_client/keys";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { useChange } from "@/app/_client/wbem-change";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Checkbox } from "@/app/_components/carbon";
import { useToast } from "@/app/_components/feedback/toasts";
import { deleteWbemClass } from "@/contracts/addresses/wbem-schema";
import { PlannedDeletion } from "../_plan/planned-deletion";
import { useExplorer } from "../explorer-context";

interface DeleteClassDialogProps {
  namespace: string;
  className: string;
  onClose: () => void;
}

/** Shows what goes with a class before it is deleted; its name has to be typed. */
export function DeleteClassDialog({ namespace, className, onClose }: DeleteClassDialogProps) {
  const { profile } = useExplorer();
  const router = useRouter();
  const toast = useToast();
  const [withInstances, setWithInstances] = useState(false);
  const plan = useQuery(wbemQueries.classDeletion(profile.id, { namespace, className, withInstances }));
  const begin = (input: { confirmation: string; plan: string }, signal: AbortSignal) =>
    streamApi(deleteWbemClass, {
      params: { profileId: profile.id },
      body: { namespace, className, withInstances, ...input },
      signal,
    });
  const deletion = useChange(begin, {
    invalidates: [keys.wbem(profile.id)],
    onDone: ({ problem }) => {
      if (problem !== null) return;
      toast({ tone: "ok", title: `${className} was deleted` });
      onClose();
      router.push(paths.wbemPart(profile.id, "classes", { namespace }));
    },
  });
  return (
    <PlannedDeletion
      title={`Delete ${className}?`}
      confirmLabel="Delete the class"
      nameToType={className}
      plan={plan}
      deletion={deletion}
      onConfirm={(confirmation, seen) => deletion.start({ confirmation, plan: seen })}
      onClose={onClose}
    >
      <Checkbox
        id="delete-class-instances"
        labelText="Delete its instances, too"
        checked={withInstances}
        onChange={(_event, { checked }) => setWithInstances(checked)}
      />
    </PlannedDeletion>
  );
}
