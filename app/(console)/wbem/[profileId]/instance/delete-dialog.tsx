"use client";

import { useRouter } from "next/navigation";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { useQueryClient } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { deleteWbemInstance } from "@/contracts/addresses/wbem";
import type { WbemPath } from "@/contracts/wbem/values";
import { pathLabel } from "../_values/value-text";
import { useExplorer } from "../explorer-context";

/** Asks before an instance is deleted; the name of its class has to be typed. */
export function DeleteDialog({ path, onClose }: { path: WbemPath; onClose: () => void }) {
  const { profile, namespace } = useExplorer();
  const router = useRouter();
  const client = useQueryClient();
  const toast = useToast();
  const deletion = useApiMutation(deleteWbemInstance, {
    invalidates: [keys.wbemPart(profile.id, "neighbours")],
    onSuccess: () => {
      router.replace(
        paths.wbemInstances(profile.id, {
          namespace: path.namespace ?? namespace ?? "",
          className: path.className,
        }),
      );
      client.removeQueries({ queryKey: wbemQueries.instance(profile.id, path).queryKey, type: "inactive" });
      toast({ tone: "ok", title: `${pathLabel(path)} was deleted` });
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${pathLabel(path)}?`}
      confirmLabel="Delete the instance"
      nameToType={path.className}
      isLoading={deletion.isPending}
      error={deletion.error ? problemOf(deletion.error) : null}
      onConfirm={(confirmation) => deletion.mutate({ params: { profileId: profile.id }, body: { path, confirmation } })}
      onClose={onClose}
    >
      <p>
        The server is asked to delete this instance of <strong>{path.className}</strong>. It may delete associations and
        other instances with it; that cannot be undone.
      </p>
    </ConfirmDialog>
  );
}
