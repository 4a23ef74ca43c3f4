"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { useToast } from "@/app/_components/feedback/toasts";
import { deleteWbemNamespace } from "@/contracts/addresses/wbem-schema";
import { PlannedDeletion } from "./_plan/planned-deletion";
import { useExplorer } from "./explorer-context";

/** Shows everything in a namespace before it is deleted with that; its name has to be typed. */
export function DeleteNamespaceDialog({ namespace, onClose }: { namespace: string; onClose: () => void }) {
  const { profile } = useExplorer();
  const toast = useToast();
  const plan = useQuery(wbemQueries.namespaceDeletion(profile.id, namespace));
  const deletion = useApiMutation(deleteWbemNamespace, {
    invalidates: [keys.wbem(profile.id)],
    onSuccess: ({ problem }) => {
      if (problem !== null) return;
      toast({ tone: "ok", title: `${namespace} was deleted` });
      onClose();
    },
  });
  return (
    <PlannedDeletion
      title={`Delete ${namespace}?`}
      confirmLabel="Delete the namespace"
      nameToType={namespace}
      plan={plan}
      deletion={deletion}
      onConfirm={(confirmation, seen) =>
        deletion.mutate({ params: { profileId: profile.id }, body: { namespace, plan: seen, confirmation } })
      }
      onClose={onClose}
    />
  );
}
