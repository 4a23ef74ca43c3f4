"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button, InlineLoading, Select, SelectItem, TextArea } from "@/app/_components/carbon";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import { planWbemMof } from "@/contracts/addresses/wbem-schema";
import type { WbemMofPlanInput, WbemOutcome, WbemPlan } from "@/contracts/wbem/schema";
import { hasChanges } from "../_plan/plan-text";
import { OutcomeView, PlanView } from "../_plan/plan-view";
import { useExplorer } from "../explorer-context";
import { NoNamespace } from "../reading";

const ApplyDialog = lazyDialog(() => import("./apply-dialog").then((module) => module.ApplyDialog));

const modes = [
  { value: "add", text: "Bring it to the namespace" },
  { value: "remove", text: "Take it out of the namespace" },
] as const;

/** Why the steps cannot be made; null when they can. */
function obstacleTo(plan: WbemPlan, denial: string | null): string | null {
  if (denial !== null) return denial;
  if (plan.obstacles.length > 0) return "Something stands in the way.";
  return hasChanges(plan) ? null : "There is nothing to do.";
}

function MofForm({ namespace }: { namespace: string }) {
  const { profile, operateDenial } = useExplorer();
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [mof, setMof] = useState("");
  const [mode, setMode] = useState<WbemMofPlanInput["mode"]>("add");
  const [isChecked, setChecked] = useState(false);
  /** What the steps that are shown were made of. */
  const [planned, setPlanned] = useState<WbemMofPlanInput | null>(null);
  const [isApplying, setApplying] = useState(false);
  const [outcome, setOutcome] = useState<WbemOutcome | null>(null);
  const planning = useApiMutation(planWbemMof);
  const isEmpty = mof.trim() === "";
  useErrorDescription(`${id}-mof`, isChecked && isEmpty);

  function change(next: Partial<WbemMofPlanInput>) {
    if (next.mof !== undefined) setMof(next.mof);
    if (next.mode !== undefined) setMode(next.mode);
    setPlanned(null);
    setOutcome(null);
    planning.reset();
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (isEmpty || planning.isPending) return;
    const wanted = { namespace, mof, mode };
    setOutcome(null);
    setPlanned(wanted);
    planning.mutate({ params: { profileId: profile.id }, body: wanted });
  }

  // The text stays when another namespace is chosen; steps and outcome are of the one that they were made for.
  const isOfThis = planned?.namespace === namespace;
  const plan = isOfThis ? planning.data : undefined;
  return (
    <>
      <Panel title={`MOF for ${namespace}`}>
        <form className="sb-stack" method="post" aria-label="MOF" noValidate onSubmit={onSubmit}>
          <TextArea
            id={`${id}-mof`}
            className="sb-mono-input sb-monospaced"
            labelText="MOF"
            helperText="Qualifier types, classes and instances. Nothing is sent before its steps were shown."
            rows={16}
            value={mof}
            invalid={isChecked && isEmpty}
            invalidText="MOF is needed."
            spellCheck={false}
            onChange={({ target }) => change({ mof: target.value })}
          />
          <Select
            id={`${id}-mode`}
            labelText="What is to be done with it"
            value={mode}
            onChange={({ target }) => change({ mode: target.value === "remove" ? "remove" : "add" })}
          >
            {modes.map(({ value, text }) => (
              <SelectItem key={value} value={value} text={text} />
            ))}
          </Select>
          <div className="sb-cluster">
            <Button type="submit" size="md">
              Show the steps
            </Button>
            <Button kind="ghost" size="md" onClick={() => file.current?.click()}>
              Open a file
            </Button>
            {planning.isPending ? <InlineLoading className="sb-dialog__progress" description="Comparing" /> : null}
          </div>
          <input
            ref={file}
            className="sb-visually-hidden"
            type="file"
            accept=".mof,text/plain"
            aria-label="MOF file"
            tabIndex={-1}
            onChange={({ target }) => {
              const [chosen] = target.files ?? [];
              target.value = "";
              void chosen?.text().then((text) => change({ mof: text }));
            }}
          />
        </form>
      </Panel>
      {isOfThis && planning.error ? <ProblemNotice problem={problemOf(planning.error)} /> : null}
      {outcome === null || !isOfThis ? null : (
        <Panel title="What became of it">
          <OutcomeView outcome={outcome} />
        </Panel>
      )}
      {plan === undefined || planned === null || outcome !== null ? null : (
        <Panel title="Steps">
          <div className="sb-stack">
            <PlanView plan={plan} />
            <div>
              <ReasonButton
                kind={mode === "remove" ? "danger" : "primary"}
                disabledReason={obstacleTo(plan, operateDenial)}
                onClick={() => setApplying(true)}
              >
                {mode === "remove" ? "Take it out" : "Make these changes"}
              </ReasonButton>
            </div>
          </div>
          {isApplying ? (
            <ApplyDialog
              change={planned}
              plan={plan}
              onDone={(result) => {
                setApplying(false);
                setOutcome(result);
              }}
              onClose={() => setApplying(false)}
            />
          ) : null}
        </Panel>
      )}
    </>
  );
}

/** MOF that is brought to the chosen namespace or taken out of it, by steps that are shown first. */
export function Mof() {
  const { namespace } = useExplorer();
  return namespace === null ? <NoNamespace /> : <MofForm namespace={namespace} />;
}
