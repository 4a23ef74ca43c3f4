import "server-only";
import type {
  CheckOutcome,
  KeySource,
  OrderAction,
  OrderProblem,
  OrderProblemCode,
  OrderState,
  OrderStep,
} from "@/contracts/certificate-order";
import {
  type CertificateOrderChange,
  type CertificateOrderRow,
  findOrder,
  type NewOrderEvent,
  saveOrder,
} from "@/server/data/certificate-orders";
import type { Executor, Transaction } from "@/server/data/client";
import { AppError, notFound } from "@/server/domain/app-error";
import { findActionObstacle, findOrderPermission } from "@/server/domain/certificate-order/actions";
import type { OrderFacts } from "@/server/domain/certificate-order/order";
import { type OrderEvent, transition } from "@/server/domain/certificate-order/transition";
import { type Principal, type RequestContext, requireProfile, requireTeam, roleIn } from "@/server/domain/principal";
import type { AuditEntry } from "../audit";

const problemTexts: Record<OrderProblemCode, { message: string; remedy: string | null }> = {
  interrupted: {
    message: "The console stopped while this step was going on; what the step had found is lost.",
    remedy: "Do the step again; doing it twice does no harm.",
  },
  request_rejected: {
    message: "The signer refused the request.",
    remedy: "Begin again with an RSA key and a plain subject, which every level accepts.",
  },
  certificate_refused: {
    message: "The certificate that came back did not pass its checks, and is not used.",
    remedy: "Look at the checks, then have the request signed again.",
  },
  authority_declined: {
    message: "The new authority was declined, so its certificate is not used.",
    remedy: "Find out why the VMI has another authority, then have the request signed again.",
  },
  key_lost: {
    message: "The private key can no longer be opened.",
    remedy: "Begin again with a new key.",
  },
  host_not_ready: {
    message: "The host did not answer: the hypervisor or its VMI is not up.",
    remedy: "Wait until the host is ready, then sign again.",
  },
  not_offered: { message: "The device does not offer the exchange.", remedy: null },
  role_too_low: {
    message: "The role of the device's user is too low.",
    remedy: "Enter an Administrator of the BMC in the profile.",
  },
  signed_out: { message: "The device no longer knows the session.", remedy: "Sign again." },
  device_failed: { message: "The device failed while it passed the request on.", remedy: "Sign again." },
  connection_lost: { message: "The connection was lost.", remedy: "Sign again once the device answers." },
  timed_out: { message: "The device did not answer in time.", remedy: "Sign again." },
  cancelled: { message: "The step was stopped.", remedy: null },
  test_failed: { message: "The certificate could not be proven.", remedy: "Look at the result of the test." },
};

/** The problem as it is stored: in the words of the one who knows, or else in those of its code. */
export function describeProblem(
  code: OrderProblemCode,
  words: { message?: string; remedy?: string | null } = {},
): OrderProblem {
  return { ...problemTexts[code], ...words, code, at: new Date().toISOString() };
}

/** What the rules look at, from a row. */
export function factsOf(row: CertificateOrderRow): OrderFacts {
  const problem = row.problem === null ? null : (JSON.parse(row.problem) as OrderProblem);
  return {
    state: row.state as OrderState,
    step: row.step as OrderStep | null,
    hasProfile: row.profileId !== null,
    keySource: row.keySource as KeySource | null,
    hasRequest: row.csrPem !== null,
    outcome: row.outcome as CheckOutcome | null,
    receivedAuthority: row.receivedRoot,
    acceptedAuthority: row.acceptedRoot,
    isProven: row.isProven,
    hasIdentity: row.identityId !== null,
    isRenewal: row.renewsIdentityId !== null,
    problem: problem?.code ?? null,
  };
}

const noKey = { keySource: null, keyAlgorithm: null, sealedKey: null, csrPem: null } as const;
const noCertificate = {
  receivedPem: null,
  rootBeforePem: null,
  rootPem: null,
  chainPem: null,
  notAfter: null,
  checks: "[]",
  proof: null,
} as const;
const statesWithoutCertificate: readonly OrderState[] = ["draft", "key_ready", "csr_ready", "awaiting_certificate"];

function columnsOf(after: OrderFacts): CertificateOrderChange {
  return {
    state: after.state,
    step: after.step,
    ...(after.step === null ? { stepStartedAt: null, processId: null } : {}),
    keySource: after.keySource,
    outcome: after.outcome,
    receivedRoot: after.receivedAuthority,
    acceptedRoot: after.acceptedAuthority,
    isProven: after.isProven,
    problem: after.problem === null ? null : JSON.stringify(describeProblem(after.problem)),
    ...(after.hasRequest ? {} : { csrPem: null }),
    ...(after.state === "draft" && after.keySource === null ? noKey : {}),
    ...(statesWithoutCertificate.includes(after.state) ? noCertificate : {}),
  };
}

/** The error of somebody who decided on an older version. */
export function orderConflict(): AppError {
  return new AppError("revision_conflict", "The order has changed since you looked at it.", {
    remedy: "Look at it as it is now, and decide again.",
  });
}

/**
 * Applies events to an order in the caller's transaction, each with its line in the history, under the condition that
 * nobody saved in between. `change` adds what the events brought. Returns the order as it is then.
 * @throws AppError `conflict` where an event is not possible, `revision_conflict`
 */
export async function applyEvents(
  tx: Transaction,
  row: CertificateOrderRow,
  events: readonly OrderEvent[],
  by: { actorName: string; remark?: string },
  change: CertificateOrderChange = {},
): Promise<CertificateOrderRow> {
  let facts = factsOf(row);
  let version = row.version;
  for (const [index, event] of events.entries()) {
    const after = transition(facts, event);
    const line: NewOrderEvent = {
      actorName: by.actorName,
      event: event.type,
      fromState: facts.state,
      toState: after.state,
      remark: by.remark ?? "",
    };
    const isLast = index === events.length - 1;
    const isSaved = await saveOrder(tx, row.id, version, { ...columnsOf(after), ...(isLast ? change : {}) }, line);
    if (!isSaved) throw orderConflict();
    version += 1;
    facts = after;
  }
  return requireRow(tx, row.id);
}

/** @throws AppError `not_found` */
export async function requireRow(db: Executor, orderId: string): Promise<CertificateOrderRow> {
  const row = await findOrder(db, orderId);
  if (row === null) throw notFound("certificate order");
  return row;
}

/** Throws where the person may not do this with the order (SEC-G1). */
export function requireRight(
  principal: Principal,
  { teamId, profileId }: Pick<CertificateOrderRow, "teamId" | "profileId">,
  action: OrderAction | "view",
): void {
  if (roleIn(principal, teamId) === undefined) throw notFound("certificate order");
  const right = findOrderPermission(action, profileId !== null);
  if (right.scope === "team" || profileId === null) {
    requireTeam(principal, teamId, right.scope === "team" ? right.permission : "identities.manage");
    return;
  }
  requireProfile(principal, { id: profileId, teamId }, right.permission);
}

/**
 * The order for an action: the person may do it, it is possible now, and it is at the version the person saw.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`
 */
export async function loadForAction(
  db: Executor,
  principal: Principal,
  orderId: string,
  action: OrderAction,
  version: number | null,
): Promise<CertificateOrderRow> {
  const row = await requireRow(db, orderId);
  requireRight(principal, row, action);
  if (version !== null && version !== row.version) throw orderConflict();
  const obstacle = findActionObstacle(factsOf(row), action);
  if (obstacle !== null) throw new AppError("conflict", obstacle);
  return row;
}

/** An audit entry about an order. */
export function orderAudit(
  principal: Principal | null,
  context: RequestContext | null,
  row: Pick<CertificateOrderRow, "id" | "teamId" | "name" | "profileId">,
  action: string,
  details: Record<string, unknown> = {},
): AuditEntry {
  return {
    principal,
    context,
    teamId: row.teamId,
    action: `order.${action}`,
    objectType: "certificate-order",
    objectId: row.id,
    objectName: row.name,
    details: { profileId: row.profileId, ...details },
  };
}
