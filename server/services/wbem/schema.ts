import "server-only";
import { createHash } from "node:crypto";
import type { z } from "zod";
import type * as schema from "@/contracts/wbem/schema";
import { AppError } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { foldName } from "@/server/protocols/wbem/model/names";
import { planMof } from "@/server/protocols/wbem/schema/mof-plan";
import { planClassDeletion, planNamespaceDeletion } from "@/server/protocols/wbem/schema/removal-plan";
import type { Plan, Step } from "@/server/protocols/wbem/schema/steps";
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

interface Order extends ChangeDescription {
  namespace: string;
  /** The plan that was shown. */
  seen: string;
  /** Ends it between two steps: what has been sent is waited for. */
  signal: AbortSignal | undefined;
}

/** Makes the steps in their order, and stops at the first that fails. It is on record before the first is sent. */
async function carryOut(change: Change, order: Order, planning: Planning): Promise<schema.WbemOutcome> {
  const turns = obtain("wbemSchemaTurns", () => new Turns());
  // Two at once would both find what they have seen, and make each step twice.
  return turns.take(`${change.record.id} ${foldName(order.namespace)}`, async () => {
    order.signal?.throwIfAborted();
    const plan = await onWbem(change.record, planning);
    requireSeen(plan, order.seen);
    return makeSteps(change, order, plan);
  });
}

async function makeSteps(
  change: Change,
  { namespace, seen: _seen, signal, ...what }: Order,
  plan: Plan,
): Promise<schema.WbemOutcome> {
  const wanted = plan.steps.filter(({ action }) => action !== "keep");
  const nameOf = ({ action, object, name }: Step) => `${action} ${object} ${name}`.slice(0, RECORDED_NAME_LENGTH);
  const details = {
    ...what.details,
    namespace,
    steps: wanted.length,
    names: wanted.slice(0, RECORDED_NAMES).map(nameOf),
  };
  const done = new Set<Step>();
  let failed: { step: Step; error: unknown } | undefined;
  const outcome = () => ({ done: done.size, ...(failed === undefined ? {} : { failed: nameOf(failed.step) }) });
  try {
    await changeWbem(change, { ...what, details, outcome }, async ({ operations, classes }) => {
      try {
        for (const step of wanted) {
          if (signal?.aborted === true) {
            throw new AppError("cancelled", `Stopped after ${done.size} of ${wanted.length} steps.`);
          }
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
  signal?: AbortSignal,
): Promise<schema.WbemOutcome> {
  const record = await getWbemProfile(principal, profileId, "operate");
  if (mode === "remove") requireConfirmation(confirmation, namespace, "the name of the namespace");
  return carryOut(
    { principal, context, record },
    { action: `wbem.mof.${mode}`, objectType: "wbem-namespace", objectId: namespace, namespace, seen: plan, signal },
    (connection) => planMof(connection, { namespace, text: mof, mode }, signal),
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
  signal?: AbortSignal,
): Promise<schema.WbemOutcome> {
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
      seen: plan,
      signal,
    },
    (connection) => planClassDeletion(connection, { namespace, className, withInstances }, signal),
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
  signal?: AbortSignal,
): Promise<schema.WbemOutcome> {
  const record = await getWbemProfile(principal, profileId, "operate");
  requireConfirmation(confirmation, namespace, "the name of the namespace");
  return carryOut(
    { principal, context, record },
    {
      action: "wbem.namespace.delete",
      objectType: "wbem-namespace",
      objectId: namespace,
      namespace,
      seen: plan,
      signal,
    },
    (connection) => namespaceDeletion(connection, namespace, signal),
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
