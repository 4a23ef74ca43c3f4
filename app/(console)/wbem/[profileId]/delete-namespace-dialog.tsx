"use client";

import { streamApi } from "@/app/_client/api";
import { keys } from "@/app/_client/keys";
import { useQuery } from "@/app/_client/use-query";
import { useChange } from "@/app/_client/wbem-change";
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
  const begin = (input: { confirmation: string; plan: string }, signal: AbortSignal) =>
    streamApi(deleteWbemNamespace, { params: { profileId: profile.id }, body: { namespace, ...input }, signal });
  const deletion = useChange(begin, {
    invalidates: [keys.wbem(profile.id)],
    onDone: ({ problem }) => {
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
      onConfirm={(confirmation, seen) => deletion.start({ confirmation, plan: seen })}
      onClose={onClose}
    />
  );
}
