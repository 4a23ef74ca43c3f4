import "server-only";
import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import type * as schema from "@/contracts/wbem/schema";
import { AppError } from "@/server/domain/app-error";
import { foldName } from "@/server/protocols/wbem/model/names";
import type { Plan, Step } from "@/server/protocols/wbem/schema/steps";
import { obtain } from "@/server/runtime/registry";
import { Turns } from "@/server/runtime/turns";
import { runProblemOf } from "../device-errors";
import type { Change, ChangeDescription } from "../device-work";
import { changeWbem, onWbem } from "./connection";
import type { WatchedConnection } from "./recorders";

/** Steps that are shown of a plan; its totals tell of the rest. */
const SHOWN_STEPS = 500;
/** Obstacles and notes that are shown of a plan. */
const SHOWN_REMARKS = 20;
/** Names that the audit log keeps of one change, and of each so many characters: keys may be long. */
const RECORDED_NAMES = 50;
const RECORDED_NAME_LENGTH = 300;

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    /** Changes of many steps, one at a time for each namespace. */
    wbemSchemaTurns: Turns;
  }
}

/** How the steps are found, anew for each order. */
export type Planning = (connection: WatchedConnection) => Promise<Plan>;

/** A change as it goes on. */
export type ChangeLines = AsyncGenerator<schema.WbemChangeLine, void, void>;

const plainStep = ({ action, object, name }: Step): schema.WbemStep => ({ action, object, name });

/** The same text for the same steps, made from the same things, in the same order. */
function digestOf({ steps }: Plan): string {
  const hash = createHash("sha256");
  for (const { action, object, name, basis = name } of steps) hash.update(JSON.stringify([action, object, basis]));
  return hash.digest("hex");
}

function shownOf(remarks: readonly string[]): string[] {
  const more = remarks.length - SHOWN_REMARKS;
  return more <= 0
    ? [...remarks]
    : [...remarks.slice(0, SHOWN_REMARKS), `There are ${more.toLocaleString("en")} more.`];
}

function totalsOf(steps: readonly Step[]): schema.WbemPlan["totals"] {
  const totals = new Map<string, schema.WbemPlan["totals"][number]>();
  for (const { action, object } of steps) {
    const key = `${action} ${object}`;
    const total = totals.get(key) ?? { action, object, count: 0 };
    total.count += 1;
    totals.set(key, total);
  }
  return [...totals.values()];
}

/** A plan as it is shown, with what its order has to come back with. */
export function planToWire(plan: Plan): schema.WbemPlan {
  const { steps, obstacles, notes } = plan;
  return {
    steps: steps.slice(0, SHOWN_STEPS).map(plainStep),
    totals: totalsOf(steps),
    total: steps.length,
    obstacles: shownOf(obstacles),
    notes: shownOf(notes),
    plan: digestOf(plan),
  };
}

/** Refuses steps that nobody has seen, and those that are known to fail. */
function requireSeen(plan: Plan, seen: string): void {
  if (digestOf(plan) !== seen) {
    throw new AppError("revision_conflict", "The server has changed meanwhile: other steps are needed now.", {
      remedy: "Look at the steps again before they are made.",
    });
  }
  if (plan.obstacles.length > 0) throw new AppError("conflict", shownOf(plan.obstacles).join(" "));
}

/** An order to make steps that were shown. */
export interface Order extends ChangeDescription {
  namespace: string;
  /** The plan that was shown. */
  seen: string;
  /** Ends it between two steps: what has been sent is waited for. */
  signal: AbortSignal | undefined;
}

/** Refuses to go on with what nobody waits for any more. */
function requireWanted(signal: AbortSignal, done: number, total: number): void {
  if (signal.aborted) throw new AppError("cancelled", `Stopped after ${done} of ${total} steps.`);
}

/** Makes the steps in their order up to the first that fails. It is on record before the first is sent. */
async function makeSteps(
  change: Change,
  { namespace, ...what }: ChangeDescription & { namespace: string },
  plan: Plan,
  { tell, signal }: { tell: (line: schema.WbemChangeLine) => void; signal: AbortSignal },
): Promise<schema.WbemOutcome> {
  const wanted = plan.steps.filter(({ action }) => action !== "keep");
  const nameOf = ({ action, object, name }: Step) => `${action} ${object} ${name}`.slice(0, RECORDED_NAME_LENGTH);
  const names = wanted.slice(0, RECORDED_NAMES).map(nameOf);
  const details = { ...what.details, namespace, steps: wanted.length, names };
  const done = new Set<Step>();
  let failed: { step: Step; error: unknown } | undefined;
  const outcome = () => ({ done: done.size, ...(failed === undefined ? {} : { failed: nameOf(failed.step) }) });
  try {
    await changeWbem(change, { ...what, details, outcome }, async ({ operations, classes }) => {
      try {
        for (const step of wanted) {
          requireWanted(signal, done.size, wanted.length);
          tell({ kind: "step", step: plainStep(step), done: done.size, total: wanted.length });
          await step.send(operations).catch((error: unknown) => {
            failed = { step, error };
            throw error;
          });
          done.add(step);
        }
      } finally {
        classes.forget(namespace);
      }
    });
  } catch (error) {
    if (failed === undefined) throw error;
  }
  const stateOf = (step: Step) => {
    if (step.action === "keep") return "kept";
    if (done.has(step)) return "done";
    return step === failed?.step ? "failed" : "not-tried";
  };
  return {
    steps: plan.steps.map((step) => ({ ...plainStep(step), state: stateOf(step) })),
    done: done.size,
    problem:
      failed === undefined ? null : runProblemOf(failed.error, `The step for ${failed.step.name} did not succeed`),
  };
}

/** The lines from the first on; whoever leaves has the step under way be the last. */
async function* rest(
  first: IteratorResult<schema.WbemChangeLine>,
  lines: AsyncIterator<schema.WbemChangeLine>,
  stop: () => void,
): ChangeLines {
  try {
    for (let next = first; next.done !== true; next = await lines.next()) yield next.value;
  } finally {
    stop();
  }
}

/**
 * Makes the steps that were seen, and tells of each as it begins. Resolves with the first line at hand, so that a refusal is
 * one. The steps do not wait for the reader, but end when it leaves: what has been sent is waited for.
 * @throws AppError `revision_conflict` where the steps would be others now, `conflict`, the device's codes
 */
export async function carryOut(change: Change, order: Order, planning: Planning): Promise<ChangeLines> {
  const { seen, signal, ...what } = order;
  const leaving = new AbortController();
  const left = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]);
  const lines = new PassThrough({ objectMode: true });
  const tell = (line: schema.WbemChangeLine) => void lines.write(line);
  // Two at once would both find what they have seen, and make each step twice.
  const turns = obtain("wbemSchemaTurns", () => new Turns());
  const making = turns.take(`${change.record.id} ${foldName(what.namespace)}`, async () => {
    requireWanted(left, 0, 0);
    const plan = await onWbem(change.record, planning);
    requireSeen(plan, seen);
    return makeSteps(change, what, plan, { tell, signal: left });
  });
  making.then(
    (outcome) => lines.end({ kind: "outcome", outcome } satisfies schema.WbemChangeLine),
    (error: Error) => lines.destroy(error),
  );
  const told: AsyncIterator<schema.WbemChangeLine> = lines[Symbol.asyncIterator]();
  return rest(await told.next(), told, () => leaving.abort());
}
