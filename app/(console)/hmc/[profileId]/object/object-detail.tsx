"use client";

import Link from "next/link";
import { useState } from "react";
import { keys } from "@/app/_client/keys";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useInfiniteQuery, useQuery, useQueryClient } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { PropertyGrid } from "@/app/_components/feedback/property-grid";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { DownloadIcon, RenewIcon } from "@/app/_components/icons";
import { saveFile } from "@/app/_components/table/export";
import { availableOperations } from "../../available-operations";
import type { ChosenOperation } from "../../operation-dialog";
import { RunningOperations } from "../../running-operations";
import { cpcVariant } from "../columns";

const OperationDialog = lazyDialog(() => import("../../operation-dialog").then((module) => module.OperationDialog));

const URI = /^\/api\/[A-Za-z0-9/_.%-]+$/;

function isTimestamp(name: string, value: unknown): value is number {
  return typeof value === "number" && value > 946_684_800_000 && /time|date|timestamp/.test(name);
}

function RecentNotifications({ profileId, uri }: { profileId: string; uri: string }) {
  const { data } = useInfiniteQuery(queries.notifications({ profileId, objectUri: uri, limit: 10 }));
  const items = data?.pages[0]?.items ?? [];
  return (
    <Panel
      title="Latest notifications"
      actions={
        <Link className="sb-link" href={paths.notifications({ profileId, objectUri: uri })}>
          All of this object
        </Link>
      }
    >
      {items.length === 0 ? (
        <p className="sb-muted">None was received while somebody watched this HMC.</p>
      ) : (
        <ul className="sb-plain-list">
          {items.map((item) => (
            <li key={item.id} className="sb-cluster">
              <span className="sb-muted">
                <RelativeTime at={item.receivedAt} />
              </span>
              <span>{item.summary}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Everything an HMC tells of one object, what can be done with it, and what happened to it. */
export function ObjectDetail({ profileId, uri }: { profileId: string; uri: string }) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ChosenOperation | null>(null);
  const profile = useQuery(queries.profile(profileId));
  const kinds = useQuery(queries.kinds());
  const { data: object, error, isPending, isFetching } = useQuery(queries.hmcObject(profileId, uri));
  const kind = kinds.data?.items.find((item) => item.id === "hmc");
  const dpmEnabled = object?.groups
    .flatMap((group) => group.properties)
    .find(({ name }) => name === "dpm-enabled")?.value;
  const asJson = () =>
    JSON.stringify(
      Object.fromEntries(
        (object?.groups ?? []).flatMap((group) => group.properties.map(({ name, value }) => [name, value])),
      ),
      null,
      2,
    );

  function renderValue(name: string, value: unknown) {
    if (typeof value === "string" && URI.test(value)) {
      return (
        <Link className="sb-link sb-mono" href={paths.hmcObject(profileId, value)}>
          {value}
        </Link>
      );
    }
    if (name === "status" && typeof value === "string") return <StatusTag status={value} />;
    if (isTimestamp(name, value)) return <RelativeTime at={new Date(value).toISOString()} />;
    return undefined;
  }

  return (
    <div className="sb-page">
      <PageHeader
        title={object?.name ?? "Object"}
        trail={[
          { label: "HMC systems", href: paths.hmc() },
          { label: profile.data?.name ?? "Systems", href: paths.hmcSystems(profileId) },
        ]}
        status={object?.status ? <StatusTag status={object.status} isBoxed /> : null}
        summary={
          object ? (
            <span>
              {object.class}
              {object.cpcUri !== null && object.cpcName !== null ? (
                <>
                  {" on "}
                  <Link className="sb-link" href={paths.hmcObject(profileId, object.cpcUri)}>
                    {object.cpcName}
                  </Link>
                </>
              ) : null}
              {" · "}
              <code>{uri}</code> <CopyButton text={uri} label="Copy the URI" /> · read{" "}
              <RelativeTime at={object.readAt} />
            </span>
          ) : (
            <code>{uri}</code>
          )
        }
        actions={
          object ? (
            <>
              {availableOperations(kind, profile.data, { ...object, variant: cpcVariant(dpmEnabled) }).map(
                ({ operation, disabledReason }) => (
                  <ReasonButton
                    key={operation.id}
                    kind={operation.risk === "disruptive" ? "danger--tertiary" : "tertiary"}
                    disabledReason={disabledReason}
                    onClick={() => setChosen({ operation, target: object })}
                  >
                    {operation.label}
                  </ReasonButton>
                ),
              )}
              <Button
                kind="ghost"
                size="md"
                renderIcon={RenewIcon}
                aria-disabled={isFetching}
                onClick={() => void client.invalidateQueries({ queryKey: keys.hmcObject(profileId, uri) })}
              >
                Read again
              </Button>
              <Button
                kind="ghost"
                size="md"
                renderIcon={DownloadIcon}
                onClick={() => saveFile(`${object.name}.json`, "application/json", `${asJson()}\n`)}
              >
                JSON
              </Button>
              <Button kind="ghost" size="md" as={Link} href={paths.hmcRaw(profileId, { uri })}>
                Raw request
              </Button>
            </>
          ) : null
        }
      />
      <div className="sb-stack">
        {error ? <ProblemNotice problem={problemOf(error)} /> : null}
        <RunningOperations profileId={profileId} target={uri} />
        {isPending ? <LinesSkeleton label="the object's properties" lines={5} /> : null}
        {object ? (
          <>
            <RecentNotifications profileId={profileId} uri={uri} />
            <PropertyGrid
              label={`Properties of ${object.name}`}
              groups={object.groups.map((group) => ({ title: group.name, properties: group.properties }))}
              renderValue={renderValue}
            />
          </>
        ) : null}
      </div>
      {chosen ? (
        <OperationDialog
          profileId={profileId}
          profileName={profile.data?.name}
          operation={chosen.operation}
          target={chosen.target}
          onStarted={() => setChosen(null)}
          onClose={() => setChosen(null)}
        />
      ) : null}
    </div>
  );
}
