"use client";

import { useRouter } from "next/navigation";
import { paths } from "@/app/_client/paths";
import { useTeamDenial } from "@/app/_client/permissions";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { AddIcon } from "@/app/_components/icons";
import { kindIds } from "@/contracts/kind-ids";

/** One button for each kind of device that a profile can be made for. */
export function NewProfileButtons() {
  const router = useRouter();
  const denied = useTeamDenial("profiles.create");
  return kindIds.map((kind) => (
    <ReasonButton
      key={kind}
      kind="tertiary"
      renderIcon={AddIcon}
      disabledReason={denied}
      onClick={() => router.push(paths.newProfile(kind))}
    >
      New {kind.toUpperCase()} profile
    </ReasonButton>
  ));
}
