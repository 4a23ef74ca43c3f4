"use client";

import { useState } from "react";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { profileDenial } from "@/app/_client/permissions";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { PartFrame, ReadAgain } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { AddIcon } from "@/app/_components/icons";
import type { BmcCertificate } from "@/contracts/bmc";
import { CertificateCard } from "./certificate-card";
import { isTrustStore } from "./uses";

const RequestDialog = lazyDialog(() => import("./request-dialog").then((module) => module.RequestDialog));
const ReplaceDialog = lazyDialog(() => import("./replace-dialog").then((module) => module.ReplaceDialog));
const DeleteDialog = lazyDialog(() => import("./delete-dialog").then((module) => module.DeleteDialog));
const AddDialog = lazyDialog(() => import("./add-dialog").then((module) => module.AddDialog));

type Open = { what: "request" } | { what: "add" } | { what: "replace" | "delete"; certificate: BmcCertificate };

/** Certificates of the BMC itself and what it trusts. */
export function Certificates({ profileId }: { profileId: string }) {
  const [open, setOpen] = useState<Open | null>(null);
  const profile = useQuery(queries.profile(profileId));
  const certificates = useQuery(bmcQueries.certificates(profileId));
  const denial = profile.data ? profileDenial(profile.data, "manage") : null;
  const { data } = certificates;
  const stores = data?.collections.filter(isTrustStore) ?? [];
  const ends = data?.collections.filter((collection) => !isTrustStore(collection)) ?? [];
  const close = () => setOpen(null);
  const name = profile.data?.name ?? "";
  return (
    <PartFrame profileId={profileId} query={certificates}>
      {data === undefined ? <LinesSkeleton label="the certificates" lines={5} /> : null}
      {data ? (
        <>
          <div className="sb-cluster">
            {data.canGenerateRequest && ends.length > 0 ? (
              <ReasonButton kind="tertiary" disabledReason={denial} onClick={() => setOpen({ what: "request" })}>
                Make a request on the BMC
              </ReasonButton>
            ) : null}
            {stores.length > 0 ? (
              <ReasonButton
                kind="tertiary"
                renderIcon={AddIcon}
                disabledReason={denial}
                onClick={() => setOpen({ what: "add" })}
              >
                Add to a trust store
              </ReasonButton>
            ) : null}
            <ReadAgain isFetching={certificates.isFetching} onRead={() => void certificates.refetch()} />
          </div>
          {data.certificates.length === 0 ? (
            <EmptyState title="No certificate to be seen">
              <p>The BMC shows none to the user of this profile.</p>
            </EmptyState>
          ) : null}
          {data.certificates.map((certificate) => (
            <CertificateCard
              key={certificate.uri}
              certificate={certificate}
              denial={denial}
              onReplace={() => setOpen({ what: "replace", certificate })}
              onDelete={() => setOpen({ what: "delete", certificate })}
            />
          ))}
        </>
      ) : null}
      {open?.what === "request" ? (
        <RequestDialog profileId={profileId} host={profile.data?.host ?? ""} collections={ends} onClose={close} />
      ) : null}
      {open?.what === "add" ? <AddDialog profileId={profileId} collections={stores} onClose={close} /> : null}
      {open?.what === "replace" ? (
        <ReplaceDialog
          profileId={profileId}
          profileName={name}
          host={profile.data?.host ?? ""}
          certificate={open.certificate}
          onClose={close}
        />
      ) : null}
      {open?.what === "delete" ? (
        <DeleteDialog profileId={profileId} profileName={name} certificate={open.certificate} onClose={close} />
      ) : null}
    </PartFrame>
  );
}
