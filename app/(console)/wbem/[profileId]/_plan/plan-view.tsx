import { ownProblem } from "@/app/_client/own-problem";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemOutcome, WbemPlan } from "@/contracts/wbem/schema";
import { stepText, totalText } from "./plan-text";

/** What a change would do: totals, what stands in its way, and its steps. */
export function PlanView({ plan }: { plan: WbemPlan }) {
  const { steps, totals, total, obstacles, notes } = plan;
  return (
    <div className="sb-stack">
      {obstacles.length === 0 ? null : (
        <Notice tone="warn" title="This cannot be done as it is">
          <ul className="sb-notice__list">
            {obstacles.map((obstacle) => (
              <li key={obstacle}>{obstacle}</li>
            ))}
          </ul>
        </Notice>
      )}
      {notes.map((note) => (
        <p key={note} className="sb-muted">
          {note}
        </p>
      ))}
      <ul className="sb-plain-list" aria-label="What would be done">
        {totals.map((one) => (
          <li key={`${one.action} ${one.object}`}>{totalText(one)}</li>
        ))}
      </ul>
      <details>
        <summary>
          {steps.length < total ? `The first ${steps.length} of ${total.toLocaleString("en")} steps` : "Every step"}
        </summary>
        <ol className="sb-numbered-list">
          {steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a class can be changed twice, and the list is never reordered
            <li key={index}>{stepText(step)}</li>
          ))}
        </ol>
      </details>
    </div>
  );
}

const states: Record<WbemOutcome["steps"][number]["state"], string> = {
  done: "done",
  kept: "nothing to do",
  failed: "failed",
  "not-tried": "not tried",
};

/** What became of each step. */
export function OutcomeView({ outcome }: { outcome: WbemOutcome }) {
  const { steps, done, problem } = outcome;
  const tried = steps.filter(({ action }) => action !== "keep").length;
  return (
    <div className="sb-stack">
      {problem === null ? null : <ProblemNotice problem={ownProblem(problem)} />}
      <p role="status">
        {done.toLocaleString("en")} of {tried.toLocaleString("en")} steps done
        {problem === null ? "." : "; the rest was not tried, and what was done stays done."}
      </p>
      <PlainTable label="Steps" isWrapping>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a class can be changed twice, and the list is never reordered
            <tr key={index}>
              <td>{stepText(step)}</td>
              <td>{states[step.state]}</td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </div>
  );
}
