"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { keys } from "@/app/_client/keys";
import { paths } from "@/app/_client/paths";
import { profileDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { Button, TextInput } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { ReadAgain } from "@/app/_components/feedback/device-answer";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import type { Profile } from "@/contracts/profile";
import { curlCommand } from "../../../_raw/curl";
import type { RawDraft } from "../../../_raw/raw-draft";
import { RawHistory } from "../../../_raw/raw-history";
import styles from "../../bmc.module.scss";
import { bodyFor, crumbsOf, pathProblem, SERVICE_ROOT, SESSION_HEADER } from "./redfish";
import { headerOf, ResourceView } from "./resource-view";

const ChangeForm = lazyDialog(() => import("./change-form").then((module) => module.ChangeForm));

interface AddressBarProps {
  profile: Profile;
  uri: string;
  onGo: (uri: string) => void;
}

function AddressBar({ profile, uri, onGo }: AddressBarProps) {
  const [typed, setTyped] = useState(uri);
  const [isChecked, setChecked] = useState(false);
  const problem = pathProblem(typed);
  useErrorDescription("redfish-uri", isChecked && problem !== null);
  const curl = curlCommand({
    method: "GET",
    host: profile.host,
    port: profile.port,
    uri,
    header: SESSION_HEADER,
  });

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (problem === null) onGo(typed);
  }

  return (
    <form className={styles.address} method="post" aria-label="Address" onSubmit={onSubmit} noValidate>
      <TextInput
        id="redfish-uri"
        className="sb-mono-input"
        labelText="Path on the BMC"
        value={typed}
        invalid={isChecked && problem !== null}
        invalidText={problem}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className="sb-cluster">
        <Button type="submit" size="md">
          Go
        </Button>
        <CopyButton text={curl} label="Copy as curl with placeholders" />
        <span className="sb-muted">Copy as curl</span>
      </div>
    </form>
  );
}

function Crumbs({ profileId, uri }: { profileId: string; uri: string }) {
  const crumbs = crumbsOf(uri);
  return (
    <nav aria-label="Path">
      <ol className={`sb-trail ${styles.crumbs}`}>
        {crumbs.map((crumb, index) => (
          <li key={crumb.uri}>
            {index === crumbs.length - 1 ? (
              <span aria-current="location">{crumb.label}</span>
            ) : (
              <Link className="sb-link" href={paths.bmcRaw(profileId, { uri: crumb.uri })} prefetch={false}>
                {crumb.label}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface ResourceProps {
  profile: Profile;
  uri: string;
  onDraft: (draft: RawDraft) => void;
}

function Resource({ profile, uri, onDraft }: ResourceProps) {
  const client = useQueryClient();
  const resource = useQuery(bmcQueries.raw(profile.id, uri));
  const { dataUpdatedAt } = resource;
  useEffect(() => {
    if (dataUpdatedAt > 0) void client.invalidateQueries({ queryKey: keys.rawRequests(profile.id) });
  }, [client, dataUpdatedAt, profile.id]);
  return (
    <>
      <div className="sb-cluster">
        <Crumbs profileId={profile.id} uri={uri} />
        <ReadAgain isFetching={resource.isFetching} onRead={() => void resource.refetch()} />
        {resource.data === undefined ? null : (
          <Button
            kind="ghost"
            size="sm"
            onClick={() =>
              onDraft({ method: "PATCH", uri, body: "{}", ifMatch: headerOf(resource.data, "etag") ?? "" })
            }
          >
            Change properties
          </Button>
        )}
        <Button kind="ghost" size="sm" onClick={() => onDraft({ method: "POST", uri, body: "", ifMatch: "" })}>
          Write a request
        </Button>
      </div>
      {resource.error ? <ProblemNotice problem={problemOf(resource.error)} /> : null}
      {resource.isPending ? <LinesSkeleton label="the resource" lines={5} /> : null}
      {resource.data ? (
        <ResourceView
          profileId={profile.id}
          title="Resource"
          answer={resource.data}
          onPrepare={(action) => onDraft({ method: "POST", uri: action.target, body: bodyFor(action), ifMatch: "" })}
        />
      ) : null}
    </>
  );
}

/** Walks through the resources of a BMC by their links; what can change it has to be written and confirmed. */
export function RedfishBrowser({ profileId }: { profileId: string }) {
  const router = useRouter();
  const [draft, setDraft] = useState<RawDraft | null>(null);
  const change = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (draft !== null) change.current?.scrollIntoView({ block: "nearest" });
  }, [draft]);
  const wanted = useSearchParams().get("uri") ?? SERVICE_ROOT;
  const uri = pathProblem(wanted) === null ? wanted : SERVICE_ROOT;
  const { data: profile } = useQuery(queries.profile(profileId));
  if (profile === undefined) return <LinesSkeleton label="the browser" lines={5} />;
  const denial = profileDenial(profile, "raw-request");
  if (denial !== null) return <Notice tone="warn" title={denial} />;
  const go = (next: string) => router.push(paths.bmcRaw(profileId, { uri: next }), { scroll: false });
  return (
    <>
      <AddressBar key={uri} profile={profile} uri={uri} onGo={go} />
      <Resource key={`resource ${uri}`} profile={profile} uri={uri} onDraft={setDraft} />
      <div ref={change} className="sb-stack">
        {draft ? <ChangeForm key={JSON.stringify(draft)} profile={profile} initial={draft} /> : null}
      </div>
      <RawHistory
        profileId={profileId}
        onChoose={(sent) => {
          if (sent.method === "GET") go(sent.uri);
          else setDraft(sent);
        }}
      />
    </>
  );
}
