"use client";

import { useTeamDenial } from "@/app/_client/permissions";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { explainDenied } from "@/contracts/permissions";
import type { Profile } from "@/contracts/profile";

/** Profiles of kinds whose devices sign requests; undefined until they are known. */
export function useSigningProfiles(): Profile[] | undefined {
  const kinds = useQuery(queries.kinds()).data?.items;
  const profiles = useQuery(queries.profiles()).data?.items;
  if (kinds === undefined || profiles === undefined) return undefined;
  const signing = new Set(kinds.flatMap((kind) => (kind.capabilities.includes("certificate-order") ? [kind.id] : [])));
  return profiles.filter((profile) => signing.has(profile.kind));
}

/** Why the reader can begin no order at all, or null if one of the ways is open. */
export function useOrderDenial(): string | null {
  const deniedByHand = useTeamDenial("identities.manage");
  const profiles = useSigningProfiles();
  if (deniedByHand === null || profiles?.some((profile) => profile.permissions.includes("sign-csr"))) return null;
  return profiles === undefined || profiles.length === 0 ? deniedByHand : explainDenied("sign-csr");
}
