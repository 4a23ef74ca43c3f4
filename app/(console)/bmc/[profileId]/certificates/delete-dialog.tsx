"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { deleteBmcCertificate } from "@/contracts/addresses/bmc";
import type { BmcCertificate } from "@/contracts/bmc";

interface DeleteDialogProps {
  profileId: string;
  profileName: string;
  certificate: BmcCertificate;
  onClose: () => void;
}

/** Asks before a certificate is taken out of a trust store; the profile's name has to be typed. */
export function DeleteDialog({ profileId, profileName, certificate, onClose }: DeleteDialogProps) {
  const deletion = useApiMutation(deleteBmcCertificate, {
    invalidates: [keys.bmcPart(profileId, "certificates")],
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      title={`Delete ${certificate.name}?`}
      confirmLabel="Delete the certificate"
      nameToType={profileName}
      isLoading={deletion.isPending}
      error={deletion.error ? problemOf(deletion.error) : null}
      onConfirm={(confirm) => deletion.mutate({ params: { profileId }, query: { uri: certificate.uri, confirm } })}
      onClose={onClose}
    >
      <p>
        The BMC no longer trusts <strong>{certificate.subject || certificate.name}</strong>.
      </p>
      {certificate.warning === null ? null : (
        <Notice tone="warn" title="This can lock people out">
          <p>{certificate.warning}</p>
        </Notice>
      )}
    </ConfirmDialog>
  );
}
