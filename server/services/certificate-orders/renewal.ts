import "server-only";
import type { z } from "zod";
import type { renewOrdersAnswerSchema } from "@/contracts/certificate-order";
import type { RequestForm } from "@/contracts/certificate-request";
import {
  type CertificateOrderRow,
  findActiveOrderOf,
  findOpenRenewalOf,
  listInterruptedOrders,
} from "@/server/data/certificate-orders";
import { getDatabase, withTransaction } from "@/server/data/client";
import { findIdentity } from "@/server/data/client-identities";
import { AppError, notFound } from "@/server/domain/app-error";
import { resolveInterrupted } from "@/server/domain/certificate-order/recovery";
import { type Principal, type RequestContext, roleIn } from "@/server/domain/principal";
import { getLogger } from "@/server/logging/logger";
import { activateOrder } from "./keeping";
import { isLed, leadOrder } from "./led-orders";
import { isKeyLost } from "./order-key";
import { applyEvents, factsOf, requireRight, requireRow } from "./order-record";
import { summarizeOrder } from "./order-view";
import { createOrder } from "./orders";
import { testOrder } from "./proof";
import { generateRequest } from "./request";
import { signOrder } from "./signing";
import { workOf } from "./steps";
import { checkStored } from "./verification";

type Item = z.output<typeof renewOrdersAnswerSchema>["items"][number];

/** The order that renews an identity: the one that is open, or a new one that asks for the same with a new key. */
async function findOrBegin(
  principal: Principal,
  { id, name }: { id: string; name: string },
  previous: CertificateOrderRow,
  context: RequestContext,
): Promise<string> {
  const open = await findOpenRenewalOf(getDatabase(), id);
  if (open !== null) return open.id;
  const input = {
    name: `${name} renewed ${new Date().toISOString().slice(0, 10)}`.slice(0, 80),
    profileId: previous.profileId,
    form: formOf(previous) ?? undefined,
  };
  return (await createOrder(principal, input, context, { renewsIdentityId: id })).id;
}

function formOf({ form }: Pick<CertificateOrderRow, "form">): RequestForm | null {
  return form === null ? null : (JSON.parse(form) as RequestForm);
}

async function renew(principal: Principal, identityId: string, context: RequestContext): Promise<Item> {
  const db = getDatabase();
  const identity = await findIdentity(db, identityId);
  if (identity === null || roleIn(principal, identity.teamId) === undefined) throw notFound("client identity");
  const previous = await findActiveOrderOf(db, identityId);
  if (previous === null) {
    throw new AppError("conflict", "This client identity was not ordered here, so there is nothing to repeat.");
  }
  requireRight(principal, previous, "renew");
  const orderId = await findOrBegin(principal, identity, previous, context);
  const order = await requireRow(db, orderId);
  if (!isLed(orderId) && order.step === null && nextStepOf(order) !== null) {
    leadOrder(orderId, principal.userId, (signal) => leadRenewal(principal, orderId, identity.name, context, signal));
  }
  return { identityId, order: summarizeOrder(order), obstacle: null };
}

/** What comes next by itself; null where a person has to go on, as with a request that was made elsewhere. */
function nextStepOf(row: CertificateOrderRow): "generate" | "sign" | "test" | "activate" | null {
  if (row.state === "draft") return row.form === null ? null : "generate";
  if (row.state === "csr_ready") return row.profileId === null ? null : "sign";
  if (row.state === "verified") return row.profileId === null ? null : "test";
  return row.state === "tested" ? "activate" : null;
}

/** Takes the step that comes next by itself, to its end; false where a person has to go on. */
async function takeNextStep(
  principal: Principal,
  row: CertificateOrderRow,
  identityName: string,
  context: RequestContext,
): Promise<boolean> {
  const { id, version } = row;
  switch (nextStepOf(row)) {
    case "generate": {
      const form = formOf(row);
      if (form !== null) await generateRequest(principal, id, { version, form }, context);
      break;
    }
    case "sign":
      await signOrder(principal, id, { version }, context);
      break;
    case "test":
      await testOrder(principal, id, { version }, context);
      break;
    case "activate":
      await activateOrder(principal, id, { version, identityName, untested: false }, context);
      break;
    default:
      return false;
  }
  await workOf(id);
  return true;
}

/**
 * Takes a renewal through key, signature, checks, proof and exchange, as the person who asked for it, until it is in use.
 * It stops where a step fails or leaves a question, and where somebody else goes on with the order.
 */
async function leadRenewal(
  principal: Principal,
  orderId: string,
  identityName: string,
  context: RequestContext,
  signal: AbortSignal,
): Promise<void> {
  try {
    let state: string | undefined;
    while (!signal.aborted) {
      const row = await requireRow(getDatabase(), orderId);
      // A step that leads nowhere is not repeated, but for one that failed before somebody asked to go on.
      const leadsNowhere = state !== undefined && (row.problem !== null || row.state === state);
      if (leadsNowhere || row.step !== null) return;
      state = row.state;
      if (!(await takeNextStep(principal, row, identityName, context))) return;
    }
  } catch (error) {
    // Somebody cancelled, deleted or went on with it meanwhile: it is theirs.
    if (!(error instanceof AppError)) getLogger().error({ err: error, orderId }, "a renewal could not go on");
  }
}

/**
 * Begins an order with a new key for each identity, as the last one was, or takes the one that is open, and goes on with
 * it by itself where a device can sign; one that cannot be renewed says why and does not hinder the others.
 */
export async function renewOrders(
  principal: Principal,
  identityIds: readonly string[],
  context: RequestContext,
): Promise<z.output<typeof renewOrdersAnswerSchema>> {
  const items: Item[] = [];
  for (const identityId of new Set(identityIds)) {
    try {
      items.push(await renew(principal, identityId, context));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      items.push({ identityId, order: null, obstacle: error.message });
    }
  }
  return { items };
}

/** Resolves one order that an earlier process was at; where its key no longer opens, the order has failed. */
async function resolveLeft(row: CertificateOrderRow): Promise<void> {
  const by = { actorName: "console" };
  const { events, due } = resolveInterrupted(factsOf(row));
  const resolved = events.length === 0 ? row : await withTransaction((tx) => applyEvents(tx, row, events, by));
  if (due === "run_checks") {
    try {
      await checkStored(resolved, "console");
    } catch (error) {
      if (!isKeyLost(error)) throw error;
      await withTransaction((tx) => applyEvents(tx, resolved, [{ type: "key_lost" }], by));
    }
  }
  getLogger().info({ orderId: row.id, step: row.step, due }, "a certificate order of an earlier process was resolved");
}

/**
 * Resolves what an earlier process left unfinished: nothing is lost silently, nothing is done twice. An order that cannot
 * be resolved hinders neither the others nor the start.
 */
export async function resolveLeftOrders(processId: string): Promise<void> {
  for (const row of await listInterruptedOrders(getDatabase(), processId)) {
    try {
      await resolveLeft(row);
    } catch (error) {
      getLogger().error({ err: error, orderId: row.id }, "a certificate order of an earlier process was not resolved");
    }
  }
}
