"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
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
  const deletion = useApiMutation(deleteWbemClass, {
    invalidates: [keys.wbem(profile.id)],
    onSuccess: ({ problem }) => {
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
      onConfirm={(confirmation, seen) =>
        deletion.mutate({
          params: { profileId: profile.id },
          body: { namespace, className, withInstances, plan: seen, confirmation },
        })
      }
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
