import "server-only";
import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import type { z } from "zod";
import type * as schema from "@/contracts/wbem/schema";
import { AppError } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { foldName } from "@/server/protocols/wbem/model/names";
import { planMof } from "@/server/protocols/wbem/schema/mof-plan";
import { planClassDeletion, planNamespaceDeletion } from "@/server/protocols/wbem/schema/removal-plan";
import { MOST_STEPS, type Plan, type Step } from "@/server/protocols/wbem/schema/steps";
import { obtain } from "@/server/runtime/registry";
import { Turns } from "@/server/runtime/turns";
import { runProblemOf } from "../device-errors";
import type { Change, ChangeDescription } from "../device-work";
import { requireConfirmation } from "../profile-record";
import { changeWbem, getWbemProfile, onWbem, readWbem } from "./connection";
import type { WatchedConnection } from "./recorders";
import { requireInterop } from "./server";

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

type Planning = (connection: WatchedConnection) => Promise<Plan>;

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

function planToWire(plan: Plan): schema.WbemPlan {
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

type Tell = (line: schema.WbemChangeLine) => void;

/** Makes the steps in their order up to the first that fails, or until nobody wants them; what became of each. */
async function makeSteps(
  change: Change,
  what: ChangeDescription & { namespace: string },
  plan: Plan,
  tell: Tell,
  signal: AbortSignal,
): Promise<schema.WbemOutcome> {
  const { namespace, ...description } = what;
  const wanted = plan.steps.filter(({ action }) => action !== "keep");
  const nameOf = ({ action, object, name }: Step) => `${action} ${object} ${name}`.slice(0, RECORDED_NAME_LENGTH);
  const names = wanted.slice(0, RECORDED_NAMES).map(nameOf);
  const details = { ...description.details, namespace, steps: wanted.length, names };
  const done = new Set<Step>();
  let failed: { step: Step; error: unknown } | undefined;
  const outcome = () => ({ done: done.size, ...(failed === undefined ? {} : { failed: nameOf(failed.step) }) });
  try {
    await changeWbem(change, { ...description, details, outcome }, async ({ operations, classes }) => {
      try {
        for (const step of wanted) {
          failed = undefined;
          if (signal.aborted) throw stopped(done.size, wanted.length);
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

function stopped(done: number, total: number): AppError {
  return new AppError("cancelled", `It was stopped after ${done} of ${total} steps.`);
}

/** The lines from the first on; whoever leaves has the step under way be the last. */
async function* rest(
  first: IteratorResult<schema.WbemChangeLine>,
  lines: AsyncIterator<schema.WbemChangeLine>,
  stop: () => void,
): AsyncGenerator<schema.WbemChangeLine, void, void> {
  try {
    for (let next = first; next.done !== true; next = await lines.next()) yield next.value;
  } finally {
    stop();
  }
}

/**
 * Makes the steps that were seen, and tells of each as it begins, when other orders for the namespace have ended: two at once
 * would both find what they have seen, and make each step twice. On record before the first is sent; resolves with the first
 * line at hand, so that a refusal is one. The steps do not wait for the reader, but end when it leaves.
 */
async function carryOut(
  change: Change,
  what: ChangeDescription & { namespace: string },
  planning: Planning,
  seen: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<schema.WbemChangeLine, void, void>> {
  const leaving = new AbortController();
  const stop = AbortSignal.any([signal, leaving.signal]);
  const lines = new PassThrough({ objectMode: true, highWaterMark: MOST_STEPS + 1 });
  const tell: Tell = (line) => void lines.write(line);
  const turns = obtain("wbemSchemaTurns", () => new Turns());
  const made = turns.take(`${change.record.id} ${foldName(what.namespace)}`, async () => {
    stop.throwIfAborted();
    const plan = await onWbem(change.record, planning);
    requireSeen(plan, seen);
    return makeSteps(change, what, plan, tell, stop);
  });
  made.then(
    (outcome) => lines.end({ kind: "outcome", outcome } satisfies schema.WbemChangeLine),
    (error: Error) => lines.destroy(error),
  );
  const told: AsyncIterator<schema.WbemChangeLine> = lines[Symbol.asyncIterator]();
  return rest(await told.next(), told, () => leaving.abort());
}

/**
 * What MOF would change in a namespace; nothing is changed.
 * @throws AppError `not_found`, `forbidden`, `invalid_request` naming line and column in `mof`, the device's codes
 */
export async function planMofChange(
  principal: Principal,
  profileId: string,
  { namespace, mof, mode }: z.output<typeof schema.wbemMofPlanInput>,
  signal?: AbortSignal,
): Promise<schema.WbemPlan> {
  return planToWire(
    await readWbem(principal, profileId, (connection) => planMof(connection, { namespace, text: mof, mode }, signal)),
  );
}

/**
 * Brings MOF to a namespace, or takes what it declares out of it in the reverse order, by the steps that were shown.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`, `confirmation_mismatch`, `revision_conflict` where the steps
 * would be others now, `conflict`, the device's codes as long as nothing was sent
 */
export async function changeByMof(
  principal: Principal,
  profileId: string,
  { namespace, mof, mode, plan, confirmation }: z.output<typeof schema.wbemMofInput>,
  context: RequestContext,
  signal: AbortSignal,
): Promise<AsyncGenerator<schema.WbemChangeLine, void, void>> {
  const record = await getWbemProfile(principal, profileId, "operate");
  if (mode === "remove") requireConfirmation(confirmation, namespace, "the name of the namespace");
  return carryOut(
    { principal, context, record },
    { action: `wbem.mof.${mode}`, objectType: "wbem-namespace", objectId: namespace, namespace },
    (connection) => planMof(connection, { namespace, text: mof, mode }, signal),
    plan,
    signal,
  );
}

/** What would go with a class; nothing is changed. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function planDeleteClass(
  principal: Principal,
  profileId: string,
  { instances, ...named }: z.output<typeof schema.wbemClassDeletionQuerySchema>,
  signal?: AbortSignal,
): Promise<schema.WbemPlan> {
  const wanted = { ...named, withInstances: instances === "1" };
  return planToWire(
    await readWbem(principal, profileId, (connection) => planClassDeletion(connection, wanted, signal)),
  );
}

/**
 * Deletes a class, with its instances where that was shown.
 * @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, `revision_conflict`, `conflict`, the device's codes as
 * long as nothing was sent
 */
export async function deleteClass(
  principal: Principal,
  profileId: string,
  { namespace, className, withInstances, plan, confirmation }: z.output<typeof schema.wbemDeleteClassInput>,
  context: RequestContext,
  signal: AbortSignal,
): Promise<AsyncGenerator<schema.WbemChangeLine, void, void>> {
  const record = await getWbemProfile(principal, profileId, "operate");
  requireConfirmation(confirmation, className, "the name of the class");
  return carryOut(
    { principal, context, record },
    {
      action: "wbem.class.delete",
      objectType: "wbem-class",
      objectId: `${namespace}:${className}`,
      namespace,
      details: { withInstances },
    },
    (connection) => planClassDeletion(connection, { namespace, className, withInstances }, signal),
    plan,
    signal,
  );
}

async function namespaceDeletion(
  connection: WatchedConnection,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<Plan> {
  return planNamespaceDeletion(connection, await requireInterop(connection, signal), namespace, signal);
}

/** What would go with a namespace; nothing is changed. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function planDeleteNamespace(
  principal: Principal,
  profileId: string,
  namespace: string,
  signal?: AbortSignal,
): Promise<schema.WbemPlan> {
  return planToWire(
    await readWbem(principal, profileId, (connection) => namespaceDeletion(connection, namespace, signal)),
  );
}

/**
 * Deletes a namespace with everything in it, as it was shown.
 * @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, `revision_conflict`, `conflict`, the device's codes as
 * long as nothing was sent
 */
export async function deleteNamespace(
  principal: Principal,
  profileId: string,
  { namespace, plan, confirmation }: z.output<typeof schema.wbemDeleteNamespaceInput>,
  context: RequestContext,
  signal: AbortSignal,
): Promise<AsyncGenerator<schema.WbemChangeLine, void, void>> {
  const record = await getWbemProfile(principal, profileId, "operate");
  requireConfirmation(confirmation, namespace, "the name of the namespace");
  return carryOut(
    { principal, context, record },
    { action: "wbem.namespace.delete", objectType: "wbem-namespace", objectId: namespace, namespace },
    (connection) => namespaceDeletion(connection, namespace, signal),
    plan,
    signal,
  );
}

/**
 * Deletes a qualifier type. @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, the device's codes
 */
export async function deleteQualifierType(
  principal: Principal,
  profileId: string,
  { namespace, name, confirmation }: z.output<typeof schema.wbemDeleteQualifierInput>,
  context: RequestContext,
): Promise<void> {
  const record = await getWbemProfile(principal, profileId, "operate");
  requireConfirmation(confirmation, name, "the name of the qualifier type");
  await changeWbem(
    { principal, context, record },
    { action: "wbem.qualifier.delete", objectType: "wbem-qualifier", objectId: `${namespace}:${name}` },
    ({ operations }) => operations.DeleteQualifier(name, { namespace }),
  );
}
