"use client";

import { type FormEvent, useId, useState } from "react";
import { callApi } from "@/app/_client/api";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { keys } from "@/app/_client/keys";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { Button, Select, SelectItem, TextInput } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import { startOperation } from "@/contracts/addresses/devices";
import type { OperationDescription } from "@/contracts/kind";
import styles from "./bmc.module.scss";
import { type BulkTarget, bulkOperations, forEachLimited, obstacleOf, phraseFor, startsOf } from "./bulk-power";
import { type BulkLine, BulkProgress } from "./bulk-progress";

/** A BMC each; more at once would only queue in the console. */
const PARALLEL_STARTS = 4;
const noOperations: readonly OperationDescription[] = [];
const machines = (count: number) => (count === 1 ? "1 machine" : `${count} machines`);

function TargetList({ operation, targets }: { operation: OperationDescription; targets: readonly BulkTarget[] }) {
  return (
    <ul className={styles.names}>
      {targets.map((target) => {
        const obstacle = obstacleOf(operation, target);
        return (
          <li key={target.profileId}>
            <strong>{target.name}</strong>
            {obstacle === null ? null : <span className="sb-muted">: left out. {obstacle}</span>}
          </li>
        );
      })}
    </ul>
  );
}

/** Asks for a power operation and one confirmation for all the machines, starts it on each, and shows how far they are. */
export function BulkPowerDialog({ targets, onClose }: { targets: readonly BulkTarget[]; onClose: () => void }) {
  const formId = useId();
  const client = useQueryClient();
  const [operationId, setOperationId] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [isMismatchShown, setMismatchShown] = useState(false);
  const [lines, setLines] = useState<readonly BulkLine[] | null>(null);
  const kinds = useQuery(queries.kinds());
  const kind = kinds.data?.items.find(({ id }) => id === "bmc");
  const offered = bulkOperations(kind?.operations ?? noOperations);
  const operation = offered.find(({ id }) => id === operationId) ?? offered[0];
  const able = operation ? targets.filter((target) => obstacleOf(operation, target) === null) : [];
  const phrase = operation ? phraseFor(operation, able) : "";
  useErrorDescription(`${formId}-phrase`, isMismatchShown && typed.trim() !== phrase);
  const isDisruptive = operation?.risk === "disruptive";

  async function startOn(chosen: OperationDescription, target: BulkTarget) {
    const change = (next: Partial<BulkLine>) =>
      setLines(
        (all) => all?.map((line) => (line.profileId === target.profileId ? { ...line, ...next } : line)) ?? null,
      );
    try {
      const overview = await client.fetchQuery({ ...bmcQueries.overview(target.profileId), staleTime: 0 });
      const runIds: string[] = [];
      for (const { target: uri, confirmation } of startsOf(kind, target, overview)) {
        const run = await callApi(startOperation, {
          params: { profileId: target.profileId, operation: chosen.id },
          body: { target: uri, ...(chosen.asksForName ? { confirmation } : {}) },
        });
        client.setQueryData(keys.run(run.id), run);
        runIds.push(run.id);
        change({ runIds: [...runIds] });
      }
      if (runIds.length === 0) change({ problem: "The BMC shows no system." });
    } catch (error) {
      change({ problem: problemOf(error instanceof Error ? error : new Error(String(error))).detail });
    }
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (operation === undefined || able.length === 0) return;
    if (isDisruptive && typed.trim() !== phrase) {
      setMismatchShown(true);
      return;
    }
    setLines(able.map(({ profileId, name }) => ({ profileId, name, runIds: [], problem: null })));
    void forEachLimited(able, PARALLEL_STARTS, (target) => startOn(operation, target)).then(() =>
      client.invalidateQueries({ queryKey: keys.runs }),
    );
  }

  if (lines !== null && operation !== undefined) {
    return (
      <ModalDialog
        title={`${operation.label}: ${machines(lines.length)}`}
        isWide
        onClose={onClose}
        footer={
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
        }
      >
        <BulkProgress lines={lines} />
      </ModalDialog>
    );
  }
  return (
    <ModalDialog
      title={`Power of ${machines(targets.length)}`}
      role={isDisruptive ? "alertdialog" : undefined}
      onClose={onClose}
      footer={
        <>
          <Button size="md" kind="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="md"
            kind={isDisruptive ? "danger" : "primary"}
            type="submit"
            form={formId}
            aria-disabled={able.length === 0}
          >
            {operation === undefined ? "Start" : `${operation.label}: ${machines(able.length)}`}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="sb-stack"
        method="post"
        onSubmit={onSubmit}
        aria-label="Power of the selected machines"
      >
        <Select
          id={`${formId}-operation`}
          labelText="Operation"
          value={operation?.id ?? ""}
          onChange={(event) => {
            setOperationId(event.target.value);
            setTyped("");
            setMismatchShown(false);
          }}
        >
          {offered.map(({ id, label }) => (
            <SelectItem key={id} value={id} text={label} />
          ))}
        </Select>
        {operation === undefined ? null : (
          <>
            {isDisruptive ? (
              <Notice tone="warn" title="This interrupts what runs there">
                <p>{operation.description}</p>
              </Notice>
            ) : (
              <p>{operation.description}</p>
            )}
            <TargetList operation={operation} targets={targets} />
            {able.length === 0 ? <p role="status">None of them can be asked for this now.</p> : null}
            {isDisruptive && able.length > 0 ? (
              <TextInput
                id={`${formId}-phrase`}
                labelText={
                  <>
                    Type <code>{phrase}</code> to confirm
                  </>
                }
                value={typed}
                invalid={isMismatchShown && typed.trim() !== phrase}
                invalidText="This is not what has to be typed, letter for letter."
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => {
                  setTyped(event.target.value);
                  setMismatchShown(false);
                }}
              />
            ) : null}
          </>
        )}
      </form>
    </ModalDialog>
  );
}
