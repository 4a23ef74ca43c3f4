"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { Button } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { Facts } from "@/app/_components/feedback/facts";
import { Panel } from "@/app/_components/feedback/page-header";
import { type Answer, AnswerHeaders, AnswerLine } from "../../../_raw/answer-parts";
import { prettyBody } from "../../../_raw/raw-draft";
import styles from "../../bmc.module.scss";
import { actionsOf, linkedPieces, type RedfishAction } from "./redfish";

/** A header of an answer by its lower-case name; null where there is none. */
export const headerOf = (answer: Answer, name: string): string | null =>
  answer.headers.find((header) => header.name.toLowerCase() === name)?.value ?? null;

/** A JSON text whose links lead on, in this page. */
function LinkedJson({ profileId, json }: { profileId: string; json: string }) {
  let position = 0;
  return (
    <pre>
      {linkedPieces(json).map((piece) => {
        const key = position;
        position += typeof piece === "string" ? piece.length : piece.text.length;
        return typeof piece === "string" ? (
          piece
        ) : (
          <Link
            key={key}
            className="sb-link"
            href={paths.bmcRaw(profileId, { uri: piece.uri })}
            prefetch={false}
            scroll={false}
          >
            {piece.text}
          </Link>
        );
      })}
    </pre>
  );
}

interface ActionListProps {
  profileId: string;
  actions: readonly RedfishAction[];
  onPrepare: (action: RedfishAction) => void;
}

function ActionList({ profileId, actions, onPrepare }: ActionListProps) {
  if (actions.length === 0) return null;
  return (
    <Panel title="Actions">
      <ul className="sb-plain-list sb-stack" aria-label="Actions">
        {actions.map((action) => (
          <li key={action.target}>
            <div className="sb-cluster">
              <h3>{action.name}</h3>
              <Button kind="ghost" size="sm" aria-label={`Prepare ${action.name}`} onClick={() => onPrepare(action)}>
                Prepare
              </Button>
            </div>
            <Facts
              facts={[
                ["Target", <code key="target">{action.target}</code>],
                ...action.parameters.map(({ name, allowed }) => [name, allowed.join(", ")] as const),
                [
                  "Parameters",
                  action.infoUri === null ? null : (
                    <Link
                      key="info"
                      className="sb-link sb-mono"
                      href={paths.bmcRaw(profileId, { uri: action.infoUri })}
                      prefetch={false}
                    >
                      {action.infoUri}
                    </Link>
                  ),
                ],
              ]}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface ResourceViewProps {
  profileId: string;
  title: string;
  answer: Answer;
  /** Absent for answers to changes, which are no resources to act on. */
  onPrepare?: (action: RedfishAction) => void;
}

/** An answer of the BMC: status, ETag and what is allowed, the JSON with its links, its actions. */
export function ResourceView({ profileId, title, answer, onPrepare }: ResourceViewProps) {
  const json = prettyBody(answer.body);
  const facts = [
    ["ETag", headerOf(answer, "etag")],
    ["Allow", headerOf(answer, "allow")],
    ["Location", headerOf(answer, "location")],
  ] as const;
  return (
    <>
      <Panel title={title} actions={<CopyButton text={json} label="Copy the answer's body" />}>
        <div className="sb-stack">
          <AnswerLine answer={answer}>
            {facts.map(([name, value]) =>
              value === null ? null : (
                <span key={name}>
                  <span className="sb-muted">{name}</span> <code>{value}</code>
                </span>
              ),
            )}
          </AnswerLine>
          <div>
            <section className={`sb-code ${styles.json}`} aria-label="Body of the answer">
              {json === "" ? <pre>(no body)</pre> : <LinkedJson profileId={profileId} json={json} />}
            </section>
          </div>
          <AnswerHeaders answer={answer} />
        </div>
      </Panel>
      {onPrepare ? <ActionList profileId={profileId} actions={actionsOf(answer.body)} onPrepare={onPrepare} /> : null}
    </>
  );
}
