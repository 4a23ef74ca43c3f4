"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { useTeamDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { removeFromList } from "@/app/_client/remove-from-list";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { CertificateTree } from "@/app/_components/certificate/certificate-tree";
import { CertificateView } from "@/app/_components/certificate/certificate-view";
import { ValidityTag } from "@/app/_components/certificate/validity-tag";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { Facts } from "@/app/_components/feedback/facts";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { PageSkeleton } from "@/app/_components/feedback/skeleton";
import { useToast } from "@/app/_components/feedback/toasts";
import { deleteIdentity } from "@/contracts/addresses/trust";
import type { ClientIdentity } from "@/contracts/trust";
import { endsAt } from "../../_shared/expiry";
import { inUseReason, UsedBy } from "../../_shared/used-by";

const trail = [{ label: "Client certificates", href: paths.identities() }];

function DeleteIdentity({ identity, onClose }: { identity: ClientIdentity; onClose: () => void }) {
  const router = useRouter();
  const toast = useToast();
  const client = useQueryClient();
  const deletion = useApiMutation(deleteIdentity, {
    onSuccess: () => {
      removeFromList(client, keys.identities, identity.id);
      toast({ tone: "ok", title: `${identity.name} was deleted` });
      router.push(paths.identities());
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${identity.name}?`}
      confirmLabel="Delete client certificate"
      nameToType={identity.name}
      isLoading={deletion.isPending}
      error={deletion.error === null ? null : problemOf(deletion.error)}
      onConfirm={(confirm) => deletion.mutate({ params: { identityId: identity.id }, query: { confirm } })}
      onClose={onClose}
    >
      <p>
        The certificate and its private key are destroyed. If the key is kept nowhere else, a new certificate has to be
        ordered. This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}

function Loaded({ identity }: { identity: ClientIdentity }) {
  const [isDeleting, setDeleting] = useState(false);
  const denied = useTeamDenial("identities.manage");
  const [leaf, ...issuers] = identity.chain;
  return (
    <>
      <PageHeader
        title={identity.name}
        trail={trail}
        status={<ValidityTag facts={endsAt(identity.expiresAt)} />}
        summary={identity.description === "" ? undefined : identity.description}
        actions={
          <ReasonButton
            kind="danger--ghost"
            disabledReason={denied ?? inUseReason(identity.usedBy)}
            onClick={() => setDeleting(true)}
          >
            Delete
          </ReasonButton>
        }
      />
      <div className="sb-columns">
        <div className="sb-column">
          {leaf === undefined ? null : (
            <Panel title="Certificate">
              <CertificateView facts={leaf} />
            </Panel>
          )}
          {issuers.length === 0 ? null : (
            <Panel title="Sent along with it">
              <CertificateTree label="Issuers" certificates={issuers} />
            </Panel>
          )}
        </div>
        <div className="sb-column">
          <Panel title="Private key">
            <Facts
              facts={[
                ["Type", identity.keyType],
                ["Origin", identity.origin === "imported" ? "imported" : "made by this console for an order"],
                ["Added", <RelativeTime key="added" at={identity.createdAt} />],
                ["Kept", "sealed; it never leaves the server"],
              ]}
            />
          </Panel>
          <UsedBy uses={identity.usedBy} />
        </div>
      </div>
      {isDeleting ? <DeleteIdentity identity={identity} onClose={() => setDeleting(false)} /> : null}
    </>
  );
}

/** One client certificate with its chain, without its key. */
export function IdentityDetail({ identityId }: { identityId: string }) {
  const identity = useQuery(queries.identity(identityId));
  if (identity.isPending) return <PageSkeleton label="the client certificate" />;
  return (
    <div className="sb-page">
      {identity.error ? (
        <>
          <PageHeader title="Client certificate" trail={trail} />
          <ProblemNotice problem={problemOf(identity.error)} />
        </>
      ) : (
        <Loaded identity={identity.data} />
      )}
    </div>
  );
}
