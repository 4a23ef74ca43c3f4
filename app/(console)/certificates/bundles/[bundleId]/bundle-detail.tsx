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
import { ValidityTag } from "@/app/_components/certificate/validity-tag";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { PageSkeleton } from "@/app/_components/feedback/skeleton";
import { useToast } from "@/app/_components/feedback/toasts";
import { deleteBundle } from "@/contracts/addresses/trust";
import { countOf } from "@/contracts/count";
import type { TrustBundle } from "@/contracts/trust";
import { endsAt } from "../../_shared/expiry";
import { inUseReason, UsedBy } from "../../_shared/used-by";
import { EditBundle } from "./edit-bundle";

const trail = [{ label: "CA bundles", href: paths.bundles() }];

function DeleteBundle({ bundle, onClose }: { bundle: TrustBundle; onClose: () => void }) {
  const router = useRouter();
  const toast = useToast();
  const client = useQueryClient();
  const deletion = useApiMutation(deleteBundle, {
    onSuccess: () => {
      removeFromList(client, keys.bundles, bundle.id);
      toast({ tone: "ok", title: `${bundle.name} was deleted` });
      router.push(paths.bundles());
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${bundle.name}?`}
      confirmLabel="Delete bundle"
      nameToType={bundle.name}
      isLoading={deletion.isPending}
      error={deletion.error === null ? null : problemOf(deletion.error)}
      onConfirm={(confirm) => deletion.mutate({ params: { bundleId: bundle.id }, query: { confirm } })}
      onClose={onClose}
    >
      <p>The bundle and its certificates are removed for the whole team. This cannot be undone.</p>
    </ConfirmDialog>
  );
}

function Loaded({ bundle }: { bundle: TrustBundle }) {
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const denied = useTeamDenial("trust.manage");
  return (
    <>
      <PageHeader
        title={bundle.name}
        trail={trail}
        status={bundle.expiresAt === null ? null : <ValidityTag facts={endsAt(bundle.expiresAt)} />}
        summary={
          <>
            {bundle.description === "" ? null : <p>{bundle.description}</p>}
            <p>
              Changed <RelativeTime at={bundle.updatedAt} />
            </p>
          </>
        }
        actions={
          <>
            <ReasonButton kind="tertiary" disabledReason={denied} onClick={() => setOpen("edit")}>
              Change
            </ReasonButton>
            <ReasonButton
              kind="danger--ghost"
              disabledReason={denied ?? inUseReason(bundle.usedBy)}
              onClick={() => setOpen("delete")}
            >
              Delete
            </ReasonButton>
          </>
        }
      />
      {open === "edit" ? <EditBundle stored={bundle} onDone={() => setOpen(null)} /> : null}
      <div className="sb-columns">
        <Panel title={countOf(bundle.anchors.length, "certificate")}>
          <CertificateTree label={`Certificates of ${bundle.name}`} certificates={bundle.anchors} />
        </Panel>
        <UsedBy uses={bundle.usedBy} />
      </div>
      {open === "delete" ? <DeleteBundle bundle={bundle} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

/** One CA bundle: its certificates as trees, who uses it, and its changes. */
export function BundleDetail({ bundleId }: { bundleId: string }) {
  const bundle = useQuery(queries.bundle(bundleId));
  if (bundle.isPending) return <PageSkeleton label="the CA bundle" />;
  return (
    <div className="sb-page">
      {bundle.error ? (
        <>
          <PageHeader title="CA bundle" trail={trail} />
          <ProblemNotice problem={problemOf(bundle.error)} />
        </>
      ) : (
        <Loaded bundle={bundle.data} />
      )}
    </div>
  );
}
