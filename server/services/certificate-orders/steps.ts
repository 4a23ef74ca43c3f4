import "server-only";
import type { OrderStep } from "@/contracts/certificate-order";
import type { CertificateOrderChange, CertificateOrderRow } from "@/server/data/certificate-orders";
import { findOrder } from "@/server/data/certificate-orders";
import { getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import type { OrderEvent } from "@/server/domain/certificate-order/transition";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { getLogger } from "@/server/logging/logger";
import { obtain, onShutdown, SHUTDOWN_ORDER } from "@/server/runtime/registry";
import { type AuditIntent, completeIntent, recordIntentIn } from "../audit";
import { getDeviceRuntime } from "../device-runtime";
import { applyEvents, loadForAction, orderAudit } from "./order-record";

interface Work {
  controller: AbortController;
  done: Promise<void>;
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    /** Steps of certificate orders that this process is at, by order. */
    orderWork: Map<string, Work>;
  }
}

function allWork(): Map<string, Work> {
  return obtain("orderWork", () => {
    onShutdown("certificate-orders", SHUTDOWN_ORDER.notifications, stopAllWork);
    return new Map();
  });
}

/** Cuts off what is going on for an order; its result, if it comes all the same, is not saved. */
export function stopWork(orderId: string): void {
  allWork().get(orderId)?.controller.abort();
}

async function stopAllWork(): Promise<void> {
  const all = [...allWork().values()];
  for (const { controller } of all) controller.abort();
  await Promise.all(all.map(({ done }) => done));
}

/** Waits for what is going on for an order; for tests and for what goes on by itself. */
export async function workOf(orderId: string): Promise<void> {
  await allWork().get(orderId)?.done;
}

/** What came of a step, to be saved with it. */
export interface StepResult {
  events: readonly OrderEvent[];
  change?: CertificateOrderChange;
  remark?: string;
  isFailure?: boolean;
  /** More that belongs into the same transaction. */
  also?: (tx: Transaction) => Promise<void>;
  /** For the audit log. */
  details?: Record<string, unknown>;
}

/** Saves a step's result, unless the step was ended meanwhile: then nobody waits for it any more. */
async function saveResult(started: CertificateOrderRow, by: string, result: StepResult): Promise<boolean> {
  return withTransaction(async (tx) => {
    const row = await findOrder(tx, started.id);
    const isStill =
      row?.step === started.step && row?.stepStartedAt?.getTime() === started.stepStartedAt?.getTime() && row !== null;
    if (!isStill) return false;
    await applyEvents(tx, row, result.events, { actorName: by, remark: result.remark }, result.change);
    await result.also?.(tx);
    return true;
  });
}

async function finish(
  started: CertificateOrderRow,
  principal: Principal,
  intent: AuditIntent,
  work: (signal: AbortSignal) => Promise<StepResult>,
  controller: AbortController,
): Promise<void> {
  try {
    const result = await work(controller.signal);
    const isSaved = await saveResult(started, principal.name, result);
    await completeIntent(intent, result.isFailure === true || !isSaved ? "failure" : "success", {
      ...result.details,
      isSaved,
    });
  } catch (error) {
    if (!controller.signal.aborted) {
      getLogger().error(
        { err: error, orderId: started.id, step: started.step },
        "a step of a certificate order failed",
      );
    }
    // Found and resolved like a step that a dead process left: nothing is known of its result.
    await saveResult(started, "console", { events: [{ type: "step_interrupted" }] }).catch((failure: unknown) => {
      getLogger().error({ err: failure, orderId: started.id }, "the end of a step could not be saved");
    });
    await completeIntent(intent, "failure", { isInterrupted: true }).catch(() => undefined);
  }
}

/**
 * Begins a step that goes on by itself and returns the order as it is then. `work` gets an end signal and answers with
 * events; it must not throw for anything that the device or the network can bring.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`
 */
export async function beginStep(
  principal: Principal,
  order: { id: string; version: number },
  step: { id: OrderStep; action: "generate" | "sign" | "test"; change?: CertificateOrderChange },
  context: RequestContext,
  work: (row: CertificateOrderRow, signal: AbortSignal) => Promise<StepResult>,
): Promise<CertificateOrderRow> {
  const { processId } = await getDeviceRuntime();
  const { started, intent } = await withTransaction(async (tx) => {
    const row = await loadForAction(tx, principal, order.id, step.action, order.version);
    const change = { ...step.change, stepStartedAt: new Date(), processId };
    const begun: OrderEvent = { type: "step_begun", step: step.id };
    return {
      started: await applyEvents(tx, row, [begun], { actorName: principal.name }, change),
      intent: await recordIntentIn(tx, orderAudit(principal, context, row, step.action)),
    };
  });
  const controller = new AbortController();
  const done = finish(started, principal, intent, (signal) => work(started, signal), controller).finally(() => {
    if (allWork().get(started.id)?.controller === controller) allWork().delete(started.id);
  });
  allWork().set(started.id, { controller, done });
  return (await findOrder(getDatabase(), started.id)) ?? started;
}
