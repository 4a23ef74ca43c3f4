"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { Suspense, useEffect, useMemo, useState } from "react";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { ReadAgain, ReadingProblem } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { lazyNamed } from "@/app/_components/feedback/lazy-named";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { EditIcon, TrashCanIcon } from "@/app/_components/icons";
import type { WbemMethodDeclaration } from "@/contracts/wbem/classes";
import type { WbemInstance } from "@/contracts/wbem/instances";
import type { WbemPath } from "@/contracts/wbem/values";
import { parsePath } from "../_values/parse-path";
import { pathIdentity, pathLabel } from "../_values/value-text";
import { arriveAt } from "../_values/walk";
import { MethodList } from "../classes/class-members";
import { useExplorer } from "../explorer-context";
import { TextView, ToleratedNotes } from "../reading";
import { useView, ViewTabs } from "../view-tabs";
import { Neighbours } from "./neighbours";
import { InstanceProperties } from "./properties";
import { WalkTrail } from "./walk-trail";

const DeleteDialog = lazyDialog(() => import("./delete-dialog").then((module) => module.DeleteDialog));
const InvokeDialog = lazyDialog(() => import("../_methods/invoke-dialog").then((module) => module.InvokeDialog));
const FollowedJob = lazyNamed(() => import("../_methods/followed-job").then((module) => module.FollowedJob));
const EditForm = lazyNamed(() => import("./edit-form").then((module) => module.EditForm));

const views = [
  { id: "", label: "Properties" },
  { id: "associated", label: "Associated" },
  { id: "graph", label: "Graph" },
  { id: "methods", label: "Methods" },
  { id: "mof", label: "MOF" },
  { id: "xml", label: "XML" },
] as const;

/** A name for a file of the instance, of signs that every system allows. */
const fileName = (path: WbemPath) =>
  `${path.className}-${pathLabel(path)}`.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 80);

const isJob = ({ lineage }: WbemInstance) => lineage.some((name) => name.toLowerCase() === "cim_concretejob");

interface HeadProps {
  path: WbemPath;
  instance: WbemInstance | undefined;
  isEditing: boolean;
  isReading: boolean;
  onRead: () => void;
  onEdit: () => void;
  onDelete: () => void;
}

function InstanceHead({ path, instance, isEditing, isReading, onRead, onEdit, onDelete }: HeadProps) {
  const { profile, namespace, operateDenial } = useExplorer();
  const place = { namespace: path.namespace ?? namespace ?? "", className: path.className };
  const obstacle =
    instance === undefined ? "The instance has not been read." : isEditing ? "Finish editing first." : null;
  return (
    <div className="sb-page__header">
      <div className="sb-page__heading">
        <div className="sb-page__title-row">
          <h2>{pathLabel(path)}</h2>
          {instance === undefined ? null : <CopyButton text={instance.uri} label="Copy the WBEM URI" />}
        </div>
        <p className="sb-muted">
          Instance of{" "}
          <Link className="sb-link" href={paths.wbemClass(profile.id, place)}>
            {path.className}
          </Link>{" "}
          in {place.namespace} ·{" "}
          <Link className="sb-link" href={paths.wbemInstances(profile.id, place)}>
            all instances
          </Link>
        </p>
      </div>
      <div className="sb-page__actions">
        <ReasonButton
          size="sm"
          kind="tertiary"
          renderIcon={EditIcon}
          disabledReason={operateDenial ?? obstacle}
          onClick={onEdit}
        >
          Edit
        </ReasonButton>
        <ReasonButton
          size="sm"
          kind="danger--tertiary"
          renderIcon={TrashCanIcon}
          disabledReason={operateDenial ?? obstacle}
          onClick={onDelete}
        >
          Delete
        </ReasonButton>
        <ReadAgain isFetching={isReading} onRead={onRead} />
      </div>
    </div>
  );
}

function InstanceView({ path, instance, view }: { path: WbemPath; instance: WbemInstance; view: string }) {
  const [invoked, setInvoked] = useState<WbemMethodDeclaration | null>(null);
  const file = fileName(path);
  return (
    <>
      {view === "" && isJob(instance) ? (
        <Suspense fallback={<LinesSkeleton label="the job" />}>
          <FollowedJob job={{ path, uri: instance.uri }} />
        </Suspense>
      ) : null}
      {view === "" ? <InstanceProperties instance={instance} /> : null}
      {view === "methods" ? (
        <MethodList
          declared={{ name: instance.className, methods: instance.methods }}
          hasInstance
          onInvoke={setInvoked}
        />
      ) : null}
      {view === "mof" ? (
        <TextView label="MOF" text={instance.mof} file={{ name: `${file}.mof`, mediaType: "text/plain" }} />
      ) : null}
      {view === "xml" ? (
        <TextView label="CIM-XML" text={instance.xml} file={{ name: `${file}.xml`, mediaType: "application/xml" }} />
      ) : null}
      <ToleratedNotes notes={instance.notes} />
      {invoked ? (
        <InvokeDialog target={{ path: instance.path }} method={invoked} onClose={() => setInvoked(null)} />
      ) : null}
    </>
  );
}

function InstanceAt({ path }: { path: WbemPath }) {
  const { profile, walk, setWalk } = useExplorer();
  const view = useView(views);
  const [mode, setMode] = useState<"view" | "edit" | "delete">("view");
  const { data, error, isPending, isFetching, refetch } = useQuery(wbemQueries.instance(profile.id, path));
  useEffect(() => {
    if (walk === null) return;
    const next = arriveAt(walk, path);
    if (next !== walk) setWalk(next);
  }, [walk, path, setWalk]);
  return (
    <>
      <WalkTrail />
      <InstanceHead
        path={path}
        instance={data}
        isEditing={mode === "edit"}
        isReading={isFetching}
        onRead={() => void refetch()}
        onEdit={() => setMode("edit")}
        onDelete={() => setMode("delete")}
      />
      {mode === "edit" && data !== undefined ? (
        <Suspense fallback={<LinesSkeleton label="the form" lines={5} />}>
          <EditForm path={path} initial={data} onDone={() => setMode("view")} />
        </Suspense>
      ) : (
        <>
          <ViewTabs
            label="Views of the instance"
            tabs={views}
            current={view}
            hrefOf={(tab) => paths.wbemInstance(profile.id, path, { tab })}
          />
          <ReadingProblem profileId={profile.id} error={error} />
          {isPending && view !== "associated" && view !== "graph" ? (
            <LinesSkeleton label="the instance" lines={5} />
          ) : null}
          {view === "associated" || view === "graph" ? <Neighbours path={path} isGraph={view === "graph"} /> : null}
          {data === undefined ? null : <InstanceView path={path} instance={data} view={view} />}
        </>
      )}
      {mode === "delete" ? <DeleteDialog path={path} onClose={() => setMode("view")} /> : null}
    </>
  );
}

/** The instance whose path stands in the address. */
export function Instance() {
  const { profile, namespace } = useExplorer();
  const text = useSearchParams().get("path");
  const path = useMemo(() => parsePath(text), [text]);
  if (path === null) {
    return (
      <EmptyState title="This is not the path of an instance">
        <p>
          The address is incomplete or was changed.{" "}
          <Link className="sb-link" href={paths.wbemPart(profile.id, "classes", { namespace: namespace ?? undefined })}>
            Look for the instance among those of its class.
          </Link>
        </p>
      </EmptyState>
    );
  }
  return <InstanceAt key={pathIdentity(path)} path={path} />;
}
