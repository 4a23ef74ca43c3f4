import "server-only";
import type { z } from "zod";
import type { renewOrdersAnswerSchema } from "@/contracts/certificate-order";
import type { RequestForm } from "@/contracts/certificate-request";
import { type CertificateOrderRow, findActiveOrderOf, listInterruptedOrders } from "@/server/data/certificate-orders";
import { getDatabase, withTransaction } from "@/server/data/client";
import { findIdentity } from "@/server/data/client-identities";
import { AppError, notFound } from "@/server/domain/app-error";
import { resolveInterrupted } from "@/server/domain/certificate-order/recovery";
import { type Principal, type RequestContext, roleIn } from "@/server/domain/principal";
import { getLogger } from "@/server/logging/logger";
import { activateOrder } from "./keeping";
import { leadOrder } from "./led-orders";
import { applyEvents, factsOf, requireRight, requireRow } from "./order-record";
import { summarizeOrder } from "./order-view";
import { createOrder } from "./orders";
import { testOrder } from "./proof";
import { generateRequest } from "./request";
import { signOrder } from "./signing";
import { workOf } from "./steps";
import { checkStored } from "./verification";

type Item = z.output<typeof renewOrdersAnswerSchema>["items"][number];

async function renew(principal: Principal, identityId: string, context: RequestContext): Promise<Item> {
  const db = getDatabase();
  const identity = await findIdentity(db, identityId);
  if (identity === null || roleIn(principal, identity.teamId) === undefined) throw notFound("client identity");
  const previous = await findActiveOrderOf(db, identityId);
  if (previous === null) {
    throw new AppError("conflict", "This client identity was not ordered here, so there is nothing to repeat.");
  }
  requireRight(principal, previous, "renew");
  const form = previous.form === null ? undefined : (JSON.parse(previous.form) as RequestForm);
  const name = `${identity.name} renewed ${new Date().toISOString().slice(0, 10)}`.slice(0, 80);
  const order = await createOrder(principal, { name, profileId: previous.profileId, form }, context, {
    renewsIdentityId: identityId,
  });
  // A request that was made elsewhere is made anew there.
  if (form !== undefined) {
    await generateRequest(principal, order.id, { version: order.version, form }, context);
    leadOrder(order.id, principal.userId, (signal) => leadRenewal(principal, order.id, identity.name, context, signal));
  }
  return { identityId, order: summarizeOrder(await requireRow(db, order.id)), obstacle: null };
}

/** Begins the step that comes next by itself; false where a person has to go on. */
async function takeNextStep(
  principal: Principal,
  { id, version, state, profileId }: CertificateOrderRow,
  identityName: string,
  context: RequestContext,
): Promise<boolean> {
  if (state === "csr_ready" && profileId !== null) await signOrder(principal, id, { version }, context);
  else if (state === "verified") await testOrder(principal, id, { version }, context);
  else if (state === "tested") await activateOrder(principal, id, { version, identityName, untested: false }, context);
  else return false;
  await workOf(id);
  return true;
}

/**
 * Takes a renewal through signature, checks, proof and exchange, as the person who began it, until it is in use. It stops
 * where a step fails or leaves a question, and where somebody else goes on with the order.
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
      // A step that leads nowhere is not repeated.
      if (row.problem !== null || row.step !== null || row.state === state) return;
      state = row.state;
      if (!(await takeNextStep(principal, row, identityName, context))) return;
    }
  } catch (error) {
    // Somebody cancelled, deleted or went on with it meanwhile: it is theirs.
    if (!(error instanceof AppError)) getLogger().error({ err: error, orderId }, "a renewal could not go on");
  }
}

/**
 * Begins an order with a new key for each identity, as the last one was, and goes on with it by itself where a device can
 * sign; one that cannot be renewed says why and does not hinder the others.
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

/** Resolves what an earlier process left unfinished: nothing is lost silently, nothing is done twice. */
export async function resolveLeftOrders(processId: string): Promise<void> {
  for (const row of await listInterruptedOrders(getDatabase(), processId)) {
    const { events, due } = resolveInterrupted(factsOf(row));
    const resolved =
      events.length === 0 ? row : await withTransaction((tx) => applyEvents(tx, row, events, { actorName: "console" }));
    if (due === "run_checks") await checkStored(resolved, "console");
    getLogger().info(
      { orderId: row.id, step: row.step, due },
      "a certificate order of an earlier process was resolved",
    );
  }
}
