"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { paths } from "@/app/_client/paths";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { Answered, ReadAgain } from "@/app/_components/feedback/device-answer";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import type { WbemClass, WbemMethodDeclaration } from "@/contracts/wbem/classes";
import { useExplorer } from "../explorer-context";
import { TextView } from "../reading";
import { useView, ViewTabs } from "../view-tabs";
import { ClassAssociations } from "./class-associations";
import { ClassMarks } from "./class-marks";
import { MethodList, PropertyList, QualifierList } from "./class-members";
import styles from "./classes.module.scss";

const InvokeDialog = lazyDialog(() => import("../_methods/invoke-dialog").then((module) => module.InvokeDialog));

const DeleteDialog = lazyDialog(() => import("./delete-class-dialog").then((module) => module.DeleteClassDialog));

const views = [
  { id: "", label: "Properties" },
  { id: "methods", label: "Methods" },
  { id: "qualifiers", label: "Qualifiers" },
  { id: "associations", label: "Associations" },
  { id: "mof", label: "MOF" },
  { id: "xml", label: "XML" },
] as const;

function ClassLinks({ label, namespace, names }: { label: string; namespace: string; names: readonly string[] }) {
  const { profile } = useExplorer();
  return (
    <nav aria-label={label}>
      <ol className="sb-trail">
        {names.map((name) => (
          <li key={name}>
            <Link
              className="sb-link"
              href={paths.wbemClass(profile.id, { namespace, className: name })}
              prefetch={false}
            >
              {name}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function SubClasses({ namespace, names }: { namespace: string; names: readonly string[] }) {
  const { profile } = useExplorer();
  if (names.length === 0) return null;
  return (
    <details>
      <summary>
        {names.length === 1 ? "One class inherits" : `${names.length} classes inherit`} directly from it
      </summary>
      <ul className="sb-cluster sb-plain-list">
        {names.map((name) => (
          <li key={name}>
            <Link
              className="sb-link"
              href={paths.wbemClass(profile.id, { namespace, className: name })}
              prefetch={false}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

function ClassHead({ declared, onRead, isReading }: { declared: WbemClass; onRead: () => void; isReading: boolean }) {
  const { profile, operateDenial } = useExplorer();
  const router = useRouter();
  const { name, namespace } = declared;
  const place = { namespace, className: name };
  const [isDeleting, setDeleting] = useState(false);
  const cannotCreate = declared.isAbstract ? "An abstract class has no instances of its own." : null;
  return (
    <div className={styles.head}>
      <div>
        {declared.lineage.length > 1 ? (
          <ClassLinks label="Inherits from" namespace={namespace} names={declared.lineage.slice(1).reverse()} />
        ) : null}
        <div className="sb-cluster">
          <h2>{name}</h2>
          <CopyButton text={declared.uri} label="Copy the WBEM URI" />
          <ClassMarks of={declared} />
          {declared.version === null ? null : <span className="sb-muted">version {declared.version}</span>}
        </div>
      </div>
      <div className="sb-cluster">
        <Button size="sm" as={Link} href={paths.wbemInstances(profile.id, place)}>
          Show instances
        </Button>
        <ReasonButton
          kind="tertiary"
          size="sm"
          disabledReason={operateDenial ?? cannotCreate}
          onClick={() => router.push(paths.wbemNewInstance(profile.id, place))}
        >
          Create instance
        </ReasonButton>
        <ReasonButton kind="danger--ghost" size="sm" disabledReason={operateDenial} onClick={() => setDeleting(true)}>
          Delete class
        </ReasonButton>
        <ReadAgain isFetching={isReading} onRead={onRead} />
      </div>
      {isDeleting ? <DeleteDialog namespace={namespace} className={name} onClose={() => setDeleting(false)} /> : null}
    </div>
  );
}

/** A class: where it stands, what it declares, and ways on from it. */
export function ClassView({ namespace, className }: { namespace: string; className: string }) {
  const { profile } = useExplorer();
  const view = useView(views);
  const [invoked, setInvoked] = useState<WbemMethodDeclaration | null>(null);
  const query = useQuery(wbemQueries.class(profile.id, namespace, className));
  const read = () => void query.refetch();
  return (
    <div className="sb-stack">
      <Answered profileId={profile.id} query={query} label="the class" lines={5} onRead={read}>
        {(declared) => (
          <>
            <ClassHead declared={declared} isReading={query.isFetching} onRead={read} />
            {declared.description === null ? null : <p>{declared.description}</p>}
            <SubClasses namespace={namespace} names={declared.subClasses} />
            <ViewTabs
              label={`Views of ${declared.name}`}
              tabs={views}
              current={view}
              hrefOf={(tab) => paths.wbemClass(profile.id, { namespace, className }, { tab })}
            />
            {view === "" ? <PropertyList declared={declared} /> : null}
            {view === "methods" ? <MethodList declared={declared} onInvoke={setInvoked} /> : null}
            {view === "qualifiers" ? (
              <QualifierList label={`Qualifiers of ${declared.name}`} qualifiers={declared.qualifiers} />
            ) : null}
            {view === "associations" ? <ClassAssociations namespace={namespace} className={className} /> : null}
            {view === "mof" ? (
              <TextView
                label="MOF"
                text={declared.mof}
                file={{ name: `${declared.name}.mof`, mediaType: "text/plain" }}
              />
            ) : null}
            {view === "xml" ? (
              <TextView
                label="CIM-XML"
                text={declared.xml}
                file={{ name: `${declared.name}.xml`, mediaType: "application/xml" }}
              />
            ) : null}
            {invoked ? (
              <InvokeDialog
                target={{ path: null, namespace, className: declared.name }}
                method={invoked}
                onClose={() => setInvoked(null)}
              />
            ) : null}
          </>
        )}
      </Answered>
    </div>
  );
}
