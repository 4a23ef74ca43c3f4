"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { profileDenial, useTeamDenial } from "@/app/_client/permissions";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import type { DiagnosisAction, DiagnosisRemedy } from "@/contracts/diagnosis";
import type { Profile } from "@/contracts/profile";

interface RemedyActionProps {
  profile: Profile;
  remedy: DiagnosisRemedy;
  /** A test is under way. */
  isBusy: boolean;
  onAction: (action: DiagnosisAction) => void;
}

const dialogLabels = {
  "trust-ca": "Trust this CA",
  "pin-certificate": "Pin this certificate",
  "enable-partial-chain": "Let the intermediate end the chain",
} as const;

/** Field of the profile form that a remedy leads to, and what the link says. */
function linkOf(action: DiagnosisAction, profile: Profile): { field: string; label: string } | null {
  switch (action.type) {
    case "edit-field":
      return { field: action.field, label: "Change the setting" };
    case "attach-client-identity":
      return { field: "tls.clientIdentityId", label: "Choose a client certificate" };
    case "reenter-secrets": {
      const slot = profile.secrets.find((secret) => secret.isRequired && !secret.isSet) ?? profile.secrets[0];
      return { field: `secrets.${slot?.slot ?? ""}`, label: "Enter the credentials" };
    }
    default:
      return null;
  }
}

/** The button or link that carries a remedy out; nothing for remedies that only advise. */
export function RemedyAction({ profile, remedy, isBusy, onAction }: RemedyActionProps) {
  const { action } = remedy;
  const trustDenied = useTeamDenial("trust.manage");
  if (action === undefined) return null;
  const denied = profileDenial(profile, "manage");
  const link = linkOf(action, profile);
  if (link !== null) {
    return (
      <>
        {action.type === "edit-field" && action.suggestion !== undefined ? (
          <span>
            Suggested: <code>{action.suggestion}</code>
          </span>
        ) : null}
        {denied === null ? (
          <Link className="sb-link" href={paths.profileConnection(profile.id, { field: link.field })}>
            {link.label}
          </Link>
        ) : (
          <span className="sb-reason">{denied}</span>
        )}
      </>
    );
  }
  const reason = denied ?? (action.type === "trust-ca" ? trustDenied : null);
  const label = action.type in dialogLabels ? dialogLabels[action.type as keyof typeof dialogLabels] : "Carry it out";
  return (
    <ReasonButton
      kind="tertiary"
      size="sm"
      disabledReason={reason ?? (isBusy ? "The test is still running." : null)}
      onClick={() => onAction(action)}
    >
      {label}
    </ReasonButton>
  );
}
