"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { Suspense, useMemo, useState } from "react";
import { streamApi, urlOf } from "@/app/_client/api";
import { paths } from "@/app/_client/paths";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyNamed } from "@/app/_components/feedback/lazy-named";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { AddIcon } from "@/app/_components/icons";
import { exportWbemInstances, listWbemInstances } from "@/contracts/addresses/wbem";
import { cimDownloads } from "../_table/cim-downloads";
import { InstanceTable } from "../_table/instance-table";
import { useReading } from "../_table/use-reading";
import { useExplorer } from "../explorer-context";
import { NoNamespace } from "../reading";
import { isNarrowed, readingOptions } from "./reading-query";

const ReadingOptions = lazyNamed(() => import("./reading-options").then((module) => module.ReadingOptions));

function InstancesOf({ namespace, className }: { namespace: string; className: string }) {
  const { profile, operateDenial } = useExplorer();
  const router = useRouter();
  const params = useSearchParams();
  const options = readingOptions(params);
  const { everywhere, properties, namesOnly, deep, filter, filterLanguage } = options;
  const [hasOptions, setOptions] = useState(isNarrowed(options));
  const query = useMemo(
    () => ({
      namespace,
      className,
      deep,
      ...(properties === "" ? {} : { properties }),
      ...(namesOnly ? { namesOnly: "1" as const } : {}),
      ...(filter === "" ? {} : { filter, filterLanguage }),
    }),
    [namespace, className, properties, namesOnly, deep, filter, filterLanguage],
  );
  const open = useMemo(
    () => (signal: AbortSignal) =>
      streamApi(listWbemInstances, {
        params: { profileId: profile.id },
        query: everywhere ? { ...query, everywhere: "1" } : query,
        signal,
      }),
    [profile.id, query, everywhere],
  );
  const { reading, reader, readAgain } = useReading(open);
  const place = { namespace, className };
  const downloads = useMemo(
    () =>
      cimDownloads("instances", (format) =>
        urlOf(exportWbemInstances, { profileId: profile.id }, { ...query, format }),
      ),
    [profile.id, query],
  );
  return (
    <>
      <div className="sb-page__header">
        <div className="sb-page__heading">
          <div className="sb-page__title-row">
            <h2>Instances of {className}</h2>
          </div>
          <p className="sb-muted">
            {everywhere ? "In all namespaces" : `In ${namespace}`} ·{" "}
            <Link className="sb-link" href={paths.wbemClass(profile.id, place)}>
              class
            </Link>
          </p>
        </div>
        <div className="sb-page__actions">
          <ReasonButton
            kind="tertiary"
            size="sm"
            renderIcon={AddIcon}
            disabledReason={operateDenial}
            onClick={() => router.push(paths.wbemNewInstance(profile.id, place))}
          >
            Create instance
          </ReasonButton>
        </div>
      </div>
      <details open={hasOptions} onToggle={(event) => setOptions(event.currentTarget.open)}>
        <summary>Narrow down what the server sends</summary>
        {hasOptions ? (
          <Suspense fallback={<LinesSkeleton label="the form" />}>
            <ReadingOptions key={JSON.stringify(options)} />
          </Suspense>
        ) : null}
      </details>
      {reading === null || reader === null ? (
        <LinesSkeleton label="the instances" lines={5} />
      ) : (
        <InstanceTable
          label="instances"
          reading={reading}
          reader={reader}
          onAgain={readAgain}
          exportName={className}
          downloads={everywhere ? undefined : downloads}
          emptyState={
            <EmptyState title="No instances">
              <p>
                {everywhere ? "The server" : namespace} has no instance of {className} or of a class that inherits from
                it
                {filter === "" ? "" : " and matches the filter"}.
              </p>
            </EmptyState>
          }
        />
      )}
    </>
  );
}

/** Instances of the class in the address. */
export function Instances() {
  const { profile, namespace } = useExplorer();
  const className = useSearchParams().get("class");
  if (namespace === null) return <NoNamespace />;
  if (className === null) {
    return (
      <EmptyState title="No class is named">
        <p>
          <Link className="sb-link" href={paths.wbemPart(profile.id, "classes", { namespace })}>
            Choose one among the classes of {namespace}
          </Link>
        </p>
      </EmptyState>
    );
  }
  return <InstancesOf key={`${namespace}:${className}`} namespace={namespace} className={className} />;
}
