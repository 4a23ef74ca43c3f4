"use client";

import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Facts } from "@/app/_components/feedback/facts";
import { Notice } from "@/app/_components/feedback/notice";
import { Panel } from "@/app/_components/feedback/page-header";
import type { KindDescription } from "@/contracts/kind";
import type { Profile } from "@/contracts/profile";
import { formValuesOf } from "./form-values";
import { describeVersion } from "./versions";

/** Every setting of a connection as text, for those who may not change it, and why they may not. */
export function ReadOnlyConnection({
  profile,
  kind,
  reason,
}: {
  profile: Profile;
  kind: KindDescription;
  reason: string;
}) {
  const bundles = useQuery(queries.bundles()).data?.items ?? [];
  const identities = useQuery(queries.identities()).data?.items ?? [];
  const nameOf = (id: string) => [...bundles, ...identities].find((item) => item.id === id)?.name ?? id;
  return (
    <>
      <Notice tone="idle" title="You may look at the connection but not change it">
        <p>{reason}</p>
      </Notice>
      <Panel title="Connection">
        <Facts facts={describeVersion(formValuesOf(profile, kind), kind, nameOf)} />
      </Panel>
    </>
  );
}
