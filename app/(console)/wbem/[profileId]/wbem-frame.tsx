"use client";

import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { SectionTabs } from "@/app/_components/feedback/section-tabs";
import { PageSkeleton } from "@/app/_components/feedback/skeleton";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { SelectBox } from "@/app/_components/select-box";
import { ExplorerProvider, useExplorer } from "./explorer-context";
import { RecordingNotice } from "./recording-notice";
import { UnknownNamespace } from "./unknown-namespace";
import styles from "./wbem.module.scss";

const OpenUriDialog = lazyDialog(() => import("./open-uri-dialog").then((module) => module.OpenUriDialog));

const trail = [{ label: "WBEM servers", href: paths.wbems() }];

/** Chooses the namespace; what is shown of a class or an instance is left for the classes of the other namespace. */
function NamespaceSwitch() {
  const { profile, namespace } = useExplorer();
  const router = useRouter();
  const pathname = usePathname();
  const server = useQuery(wbemQueries.server(profile.id));
  const listed = server.data?.namespaces ?? [];
  const namespaces = namespace === null || listed.includes(namespace) ? listed : [namespace, ...listed];
  // Pages with something of the reader's own to send; others show what the other namespace may not have.
  const part = (["query", "mof"] as const).find((one) => pathname === paths.wbemPart(profile.id, one)) ?? "classes";
  return (
    <div className={styles.namespace}>
      <SelectBox
        label="Namespace"
        value={namespace ?? ""}
        options={
          namespaces.length === 0
            ? [{ value: "", text: server.isPending ? "Reading" : "Not known" }]
            : namespaces.map((name) => ({ value: name, text: name }))
        }
        isDisabled={namespaces.length === 0}
        onChange={(chosen) => router.push(paths.wbemPart(profile.id, part, { namespace: chosen }))}
      />
    </div>
  );
}

function ServerSummary() {
  const { profile } = useExplorer();
  const { data } = useQuery(wbemQueries.server(profile.id));
  const product = data === undefined ? null : [data.brand, data.version].filter(Boolean).join(" ");
  return (
    <span>
      WBEM server at <code>{profile.reachability.address ?? `${profile.host}:${profile.port}`}</code>
      {product ? ` · ${product}` : null}
    </span>
  );
}

function Explorer({ children }: { children: ReactNode }) {
  const { profile, namespace } = useExplorer();
  const [isOpening, setOpening] = useState(false);
  const place = { namespace: namespace ?? undefined };
  const below = (part: string) => paths.wbemPart(profile.id, "classes").replace(/classes$/, part);
  const tabs = [
    { label: "Server", href: paths.wbem(profile.id, place) },
    {
      label: "Classes",
      href: paths.wbemPart(profile.id, "classes", place),
      covers: ["instances", "instance", "create"].map(below),
    },
    { label: "MOF", href: paths.wbemPart(profile.id, "mof", place) },
    { label: "Query", href: paths.wbemPart(profile.id, "query", place) },
    { label: "Profiles", href: paths.wbemPart(profile.id, "profiles", place) },
    { label: "Indications", href: paths.wbemPart(profile.id, "indications", place) },
    { label: "Recording", href: paths.wbemPart(profile.id, "recording", place) },
    { label: "Statistics", href: paths.wbemPart(profile.id, "statistics", place) },
    { label: "Raw", href: paths.wbemPart(profile.id, "raw", place) },
  ];
  return (
    <div className="sb-page">
      <PageHeader
        title={profile.name}
        trail={trail}
        status={<StatusTag status={profile.reachability.state} isBoxed />}
        summary={<ServerSummary />}
        actions={
          <>
            <NamespaceSwitch />
            <Button kind="tertiary" size="md" className={styles.raised} onClick={() => setOpening(true)}>
              Open WBEM URI
            </Button>
            <Button kind="ghost" size="md" className={styles.raised} as={Link} href={paths.profile(profile.id)}>
              Profile
            </Button>
          </>
        }
      />
      <SectionTabs label={`Parts of ${profile.name}`} tabs={tabs} />
      <div className="sb-stack">
        <RecordingNotice />
        <UnknownNamespace />
        {children}
      </div>
      {isOpening ? <OpenUriDialog onClose={() => setOpening(false)} /> : null}
    </div>
  );
}

/** Head, namespace and tabs of one WBEM server's pages. */
export function WbemFrame({ profileId, children }: { profileId: string; children: ReactNode }) {
  const { data: profile, error } = useQuery(queries.profile(profileId));
  if (profile === undefined) {
    if (error === null) return <PageSkeleton label="the WBEM server" />;
    return (
      <div className="sb-page">
        <PageHeader title="WBEM server" trail={trail} />
        <ProblemNotice problem={problemOf(error)} />
      </div>
    );
  }
  return (
    <ExplorerProvider key={profile.id} profile={profile}>
      <Explorer>{children}</Explorer>
    </ExplorerProvider>
  );
}
