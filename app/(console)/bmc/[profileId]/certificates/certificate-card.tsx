"use client";

import { CertificateView } from "@/app/_components/certificate/certificate-view";
import { ValidityTag } from "@/app/_components/certificate/validity-tag";
import { Facts } from "@/app/_components/feedback/facts";
import { Panel } from "@/app/_components/feedback/page-header";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { endsAt } from "@/app/(console)/certificates/_shared/expiry";
import type { BmcCertificate } from "@/contracts/bmc";
import { certificateUses } from "./uses";

interface CertificateCardProps {
  certificate: BmcCertificate;
  /** Why the reader may not change it, or null. */
  denial: string | null;
  onReplace: () => void;
  onDelete: () => void;
}

/** One certificate of the BMC: for what it is, how long it lasts, what it says, and what can be done with it. */
export function CertificateCard({ certificate, denial, onReplace, onDelete }: CertificateCardProps) {
  const { facts, validTo } = certificate;
  const actions = (
    <>
      {certificate.canReplace ? (
        <ReasonButton size="sm" kind="danger--tertiary" disabledReason={denial} onClick={onReplace}>
          Replace
        </ReasonButton>
      ) : null}
      {certificate.canDelete ? (
        <ReasonButton size="sm" kind="danger--ghost" disabledReason={denial} onClick={onDelete}>
          Delete
        </ReasonButton>
      ) : null}
    </>
  );
  return (
    <Panel
      title={`${certificateUses[certificate.use]}: ${certificate.name}`}
      actions={
        facts !== null ? (
          <ValidityTag facts={facts} />
        ) : validTo !== null ? (
          <ValidityTag facts={endsAt(validTo)} />
        ) : null
      }
    >
      {facts !== null ? (
        <CertificateView facts={facts} actions={actions} />
      ) : (
        <div className="sb-certificate">
          <Facts
            facts={[
              ["Subject", certificate.subject || "not shown by the BMC"],
              ["Issuer", certificate.issuer || "not shown by the BMC"],
            ]}
          />
          <p className="sb-muted">The BMC does not show the certificate itself, or it cannot be read.</p>
          <div className="sb-certificate__actions">{actions}</div>
        </div>
      )}
    </Panel>
  );
}
