import "server-only";
import type { z } from "zod";
import type {
  CertificateOrder,
  CreateOrderInput,
  OrderSummary,
  orderVersionInput,
} from "@/contracts/certificate-order";
import type { QueryOf } from "@/contracts/endpoint";
import type { listOrders as listOrdersEndpoint } from "@/contracts/endpoints/certificate-orders";
import * as stored from "@/server/data/certificate-orders";
import { getDatabase, withTransaction } from "@/server/data/client";
import { newId } from "@/server/data/ids";
import { AppError, invalidField } from "@/server/domain/app-error";
import { newOrder } from "@/server/domain/certificate-order/order";
import {
  type Principal,
  permissionsOn,
  type RequestContext,
  requireActiveTeam,
  requireProfile,
  requireTeam,
} from "@/server/domain/principal";
import { Turns } from "@/server/protocols/large-json";
import { getKind } from "@/server/protocols/registry";
import { recordAudit } from "../audit";
import { getProfileRecord, requireConfirmation } from "../profile-record";
import { applyEvents, loadForAction, orderAudit, requireRight, requireRow } from "./order-record";
import { summarizeOrder, viewOrder } from "./order-view";
import { stopWork } from "./steps";

type VersionInput = z.output<typeof orderVersionInput>;

function parseCursor(cursor: string | undefined): { createdAt: Date; id: string } | null {
  if (cursor === undefined) return null;
  const [, ms, id] = /^(\d{1,15})\.([A-Za-z0-9_-]{1,64})$/.exec(cursor) ?? [];
  if (ms === undefined || id === undefined) throw invalidField("cursor", "This is not a position of the list.");
  return { createdAt: new Date(Number(ms)), id };
}

/**
 * Orders of the active team that the reader may see, newest first.
 * @throws AppError `forbidden`, `invalid_request`
 */
export async function listOrders(
  principal: Principal,
  query: QueryOf<typeof listOrdersEndpoint>,
): Promise<{ items: OrderSummary[]; nextCursor: string | null }> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "trust.view");
  const rows = await stored.listOrders(getDatabase(), teamId, {
    before: parseCursor(query.cursor),
    limit: query.limit + 1,
    profileId: query.profileId,
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const hasMore = rows.length > query.limit && last !== undefined;
  const items: OrderSummary[] = [];
  const turns = new Turns();
  for (const row of page) {
    const { profileId } = row;
    const isVisible = profileId === null || permissionsOn(principal, { id: profileId, teamId }).includes("view");
    if (isVisible) items.push(summarizeOrder(row));
    if (turns.isOver) await turns.pass();
  }
  return {
    items,
    nextCursor: hasMore ? `${last.createdAt.getTime()}.${last.id}` : null,
  };
}

/** One order. @throws AppError `not_found`, `forbidden` */
export async function getOrder(principal: Principal, orderId: string): Promise<CertificateOrder> {
  const row = await requireRow(getDatabase(), orderId);
  requireRight(principal, row, "view");
  return viewOrder(getDatabase(), principal, row);
}

/**
 * Begins an order, for a device or to be carried to the signer by hand; an identity has one open renewal at a time.
 * @throws AppError `not_found`, `forbidden`, `conflict`, `invalid_request` for a device that signs nothing
 */
export async function createOrder(
  principal: Principal,
  { name, profileId, form }: CreateOrderInput,
  context: RequestContext,
  options: { renewsIdentityId?: string } = {},
): Promise<CertificateOrder> {
  const row = await withTransaction(async (tx) => {
    let teamId = requireActiveTeam(principal);
    if (profileId === null) {
      requireTeam(principal, teamId, "identities.manage");
    } else {
      const record = await getProfileRecord(tx, profileId);
      requireProfile(principal, record, "sign-csr");
      if (!getKind(record.kind).description.capabilities.includes("certificate-order")) {
        throw invalidField("profileId", "This kind of device signs no certificates.");
      }
      teamId = record.teamId;
    }
    const { renewsIdentityId } = options;
    if (renewsIdentityId !== undefined && (await stored.findOpenRenewalOf(tx, renewsIdentityId)) !== null) {
      throw new AppError("conflict", "A renewal is going on already.");
    }
    const facts = newOrder({ hasProfile: profileId !== null, isRenewal: renewsIdentityId !== undefined });
    const created = await stored.createOrder(
      tx,
      {
        id: newId(),
        teamId,
        profileId,
        name,
        state: facts.state,
        createdById: principal.userId,
        createdBy: principal.name,
        form: form === undefined ? null : JSON.stringify(form),
        renewsIdentityId: renewsIdentityId ?? null,
      },
      { actorName: principal.name, event: "created", fromState: facts.state, toState: facts.state },
    );
    await recordAudit(tx, orderAudit(principal, context, created, "create", { after: { name, form } }));
    return created;
  });
  return viewOrder(getDatabase(), principal, row);
}

/**
 * Ends an order, with whatever is going on.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`
 */
export async function cancelOrder(
  principal: Principal,
  orderId: string,
  { version }: VersionInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  return endWork(principal, orderId, version, context, "cancel");
}

/** Stops the step that is going on; the order stays. @throws AppError as `cancelOrder` */
export async function stopStep(
  principal: Principal,
  orderId: string,
  { version }: VersionInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  return endWork(principal, orderId, version, context, "stop");
}

async function endWork(
  principal: Principal,
  orderId: string,
  version: number,
  context: RequestContext,
  action: "cancel" | "stop",
): Promise<CertificateOrder> {
  const row = await withTransaction(async (tx) => {
    const before = await loadForAction(tx, principal, orderId, action, version);
    const event = action === "cancel" ? ({ type: "cancelled" } as const) : ({ type: "step_stopped" } as const);
    const after = await applyEvents(tx, before, [event], { actorName: principal.name });
    await recordAudit(tx, orderAudit(principal, context, before, action, { from: before.state, step: before.step }));
    return after;
  });
  stopWork(orderId);
  return viewOrder(getDatabase(), principal, row);
}

/**
 * Goes back from a failure to the last step that can be repeated.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`
 */
export async function retryOrder(
  principal: Principal,
  orderId: string,
  { version }: VersionInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  const row = await withTransaction(async (tx) => {
    const before = await loadForAction(tx, principal, orderId, "retry", version);
    const after = await applyEvents(tx, before, [{ type: "retried" }], { actorName: principal.name });
    await recordAudit(tx, orderAudit(principal, context, before, "retry", { to: after.state }));
    return after;
  });
  return viewOrder(getDatabase(), principal, row);
}

/**
 * Deletes an order that is over, with its key; `confirm` is its name.
 * @throws AppError `not_found`, `forbidden`, `conflict`, `confirmation_mismatch`
 */
export async function deleteOrder(
  principal: Principal,
  orderId: string,
  confirm: string,
  context: RequestContext,
): Promise<void> {
  await withTransaction(async (tx) => {
    const row = await loadForAction(tx, principal, orderId, "delete", null);
    requireConfirmation(confirm, row.name, "the order's name");
    await stored.deleteOrder(tx, orderId);
    await recordAudit(
      tx,
      orderAudit(principal, context, row, "delete", { before: { name: row.name, state: row.state } }),
    );
  });
}
