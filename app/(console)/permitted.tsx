"use client";

import type { ReactNode } from "react";
import { useTeamDenial } from "@/app/_client/permissions";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Notice } from "@/app/_components/feedback/notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import type { TeamPermission } from "@/contracts/permissions";

/** What those may fill in who have the permission in the active team; everybody else reads why not and whom to ask. */
export function Permitted({ permission, children }: { permission: TeamPermission; children: ReactNode }) {
  const session = useQuery(queries.session());
  const denied = useTeamDenial(permission);
  if (session.isPending) return <LinesSkeleton label="the form" lines={5} />;
  return denied === null ? children : <Notice tone="warn" title={denied} />;
}
