"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { deleteWbemSubscription } from "@/contracts/addresses/wbem";
import type { WbemPath } from "@/contracts/wbem/values";
import { useExplorer } from "../explorer-context";

/** What is to be deleted. */
export interface Deletion {
  what: "subscription" | "filter" | "destination";
  path: WbemPath;
  /** Typed to confirm; of a subscription that of its filter. Empty where the server gives it none. */
  name: string;
}

const consequences: Record<Deletion["what"], string> = {
  subscription:
    "The server sends these indications no more. A filter and a destination that this console has made go with it, unless another subscription uses them; those of others stay.",
  filter: "No subscription uses this filter.",
  destination: "No subscription uses this destination.",
};

/** Asks before a subscription, or an unused filter or destination, is deleted. */
export function DeleteSubscriptionDialog({ deletion, onClose }: { deletion: Deletion; onClose: () => void }) {
  const { profile } = useExplorer();
  const toast = useToast();
  const { what, path, name } = deletion;
  const deleting = useApiMutation(deleteWbemSubscription, {
    invalidates: [keys.wbemPart(profile.id, "subscriptions")],
    onSuccess: () => {
      toast({ tone: "ok", title: `The ${what} was deleted` });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Delete the ${what}?`}
      confirmLabel={`Delete the ${what}`}
      nameToType={name === "" ? undefined : name}
      isLoading={deleting.isPending}
      error={deleting.error ? problemOf(deleting.error) : null}
      onConfirm={(confirmation) => deleting.mutate({ params: { profileId: profile.id }, body: { path, confirmation } })}
      onClose={onClose}
    >
      <p>{consequences[what]} Whoever has made it may miss it: it cannot be undone.</p>
    </ConfirmDialog>
  );
}
