import "server-only";
import type { CertificateFacts } from "@/contracts/certificate";
import type {
  CertificateOrder,
  CheckOutcome,
  ExchangeCheck,
  KeySource,
  OrderProblem,
  OrderProof,
  OrderState,
  OrderStep,
  OrderSummary,
} from "@/contracts/certificate-order";
import type { KeyAlgorithm, RequestForm } from "@/contracts/certificate-request";
import type { Check } from "@/contracts/check";
import type { KindId } from "@/contracts/kind-ids";
import { explainDenied, teamAllows } from "@/contracts/permissions";
import type { CertificateOrderRow, CertificateOrderSummaryRow } from "@/server/data/certificate-orders";
import type { Executor } from "@/server/data/client";
import { findIdentity } from "@/server/data/client-identities";
import { findOrderPermission, listOrderActions } from "@/server/domain/certificate-order/actions";
import { findRenewal } from "@/server/domain/certificate-order/renewal";
import { type Principal, permissionsOn, roleIn } from "@/server/domain/principal";
import { PkiError } from "@/server/pki/errors";
import { readCertificateFile } from "@/server/pki/pem";
import { type CertificateRequest, readRequest } from "@/server/pki/request";
import { checkRequest } from "@/server/pki/request-checks";
import { findLastAuthority } from "./exchange";
import { isLed } from "./led-orders";
import { factsOf } from "./order-record";
import { leafOf, type OrderedLeaf } from "./ordered-leaf";

function factsIn(pem: string | null): CertificateFacts[] {
  if (pem === null) return [];
  try {
    return readCertificateFile(pem).certificates.map(({ facts }) => facts);
  } catch (error) {
    // What was received may be anything; the checks say what is wrong with it.
    if (error instanceof PkiError) return [];
    throw error;
  }
}

function renewalOf(leaf: OrderedLeaf | null, state: string, now: Date): OrderSummary["renewal"] {
  return leaf === null || state !== "active" ? null : findRenewal(leaf, now);
}

/** The order as a row of the list. */
export function summarizeOrder(row: CertificateOrderSummaryRow, now = new Date()): OrderSummary {
  const leaf = row.chainPem === null ? null : leafOf(row.id, row.chainPem);
  const form = row.form === null ? null : (JSON.parse(row.form) as RequestForm);
  return {
    id: row.id,
    teamId: row.teamId,
    name: row.name,
    profile:
      row.profile === null ? null : { id: row.profile.id, name: row.profile.name, kind: row.profile.kind as KindId },
    state: row.state as OrderState,
    version: row.version,
    step:
      row.step === null
        ? null
        : { id: row.step as OrderStep, startedAt: (row.stepStartedAt ?? row.updatedAt).toISOString() },
    isLed: isLed(row.id),
    problem: row.problem === null ? null : (JSON.parse(row.problem) as OrderProblem),
    keyAlgorithm: row.keyAlgorithm as KeyAlgorithm | null,
    commonName: leaf?.commonName ?? form?.subject.commonName ?? null,
    notAfter: row.notAfter?.toISOString() ?? null,
    renewal: renewalOf(leaf, row.state, now),
    identity: row.identity,
    outcome: row.outcome as CheckOutcome | null,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The request of an order as it was stored; null while there is none. */
export function requestOf(row: Pick<CertificateOrderRow, "csrPem">): CertificateRequest | null {
  return row.csrPem === null ? null : readRequest(row.csrPem);
}

function actionsFor(principal: Principal, row: CertificateOrderRow): CertificateOrder["actions"] {
  const role = roleIn(principal, row.teamId);
  const profileId = row.profileId;
  return listOrderActions(factsOf(row)).map(({ action, obstacle }) => {
    const right = findOrderPermission(action, profileId !== null);
    const isAllowed =
      right.scope === "profile" && profileId !== null
        ? permissionsOn(principal, { id: profileId, teamId: row.teamId }).includes(right.permission)
        : role !== undefined && right.scope === "team" && teamAllows(role, right.permission);
    return { action, obstacle: isAllowed ? obstacle : explainDenied(right.permission) };
  });
}

/** All there is to see of an order, for one reader; the private key is not. */
export async function viewOrder(
  db: Executor,
  principal: Principal,
  row: CertificateOrderRow,
): Promise<CertificateOrder> {
  const request = requestOf(row);
  const [known, renewed] = await Promise.all([
    findLastAuthority(db, row),
    row.renewsIdentityId === null ? null : findIdentity(db, row.renewsIdentityId),
  ]);
  const [authority] = factsIn(row.rootPem);
  return {
    ...summarizeOrder(row),
    keySource: row.keySource as KeySource | null,
    form: row.form === null ? null : (JSON.parse(row.form) as RequestForm),
    request: request?.facts ?? null,
    requestChecks: request === null ? [] : checkRequest(request),
    findings: JSON.parse(row.findings) as Check[],
    certificates: factsIn(row.chainPem ?? row.receivedPem),
    authority: authority ?? null,
    knownAuthority:
      known === null ? null : { fingerprint256: known.fingerprint256, seenAt: known.seenAt.toISOString() },
    acceptedAuthority: row.acceptedRoot,
    checks: JSON.parse(row.checks) as ExchangeCheck[],
    proof: row.proof === null ? null : (JSON.parse(row.proof) as OrderProof),
    renews: renewed === null ? null : { id: renewed.id, name: renewed.name },
    actions: actionsFor(principal, row),
    history: row.events.map(({ occurredAt, actorName, event, fromState, toState, remark }) => ({
      at: occurredAt.toISOString(),
      by: actorName,
      event,
      from: fromState as OrderState,
      to: toState as OrderState,
      remark,
    })),
  };
}
