import "server-only";
import type { z } from "zod";
import type { CertificateOrder, OrderProblemCode, orderVersionInput } from "@/contracts/certificate-order";
import { type CertificateOrderRow, findKnownAuthority, saveFindings } from "@/server/data/certificate-orders";
import { getDatabase, withTransaction } from "@/server/data/client";
import { AppError } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import type { BmcConnection } from "@/server/protocols/bmc/connection";
import type { RootReading } from "@/server/protocols/bmc/host-certificate";
import { SignCsrError, type SignFailure } from "@/server/protocols/bmc/sign-csr";
import { DeviceError } from "@/server/protocols/errors";
import { TransportError } from "@/server/transport/errors";
import { recordAudit } from "../audit";
import { asDeviceError } from "../device-errors";
import { getDeviceRuntime } from "../device-runtime";
import { getProfileRecord } from "../profile-record";
import { judgeReceived, rememberAuthority, reportColumns } from "./exchange";
import { describeNoLogon, lookAtBmc } from "./look";
import { isKeyLost } from "./order-key";
import { applyEvents, describeProblem, loadForAction, orderAudit, requireRow } from "./order-record";
import { viewOrder } from "./order-view";
import { beginStep, type StepResult } from "./steps";

type VersionInput = z.output<typeof orderVersionInput>;

/** Runs work on the session of the order's BMC; failures come as the protocol threw them. */
export async function onOrderBmc<T>(
  row: Pick<CertificateOrderRow, "profileId">,
  work: (connection: BmcConnection) => Promise<T>,
): Promise<T> {
  const profile = await getProfileRecord(getDatabase(), row.profileId ?? "");
  const { pool } = await getDeviceRuntime();
  // Only kinds with this capability get an order, and the BMC is the one that has it.
  return pool.use(profile.id, (connection) => work(connection as BmcConnection), profile.revision);
}

/**
 * Looks whether the device can sign now, and keeps the findings with the order.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`
 */
export async function lookAtDevice(
  principal: Principal,
  orderId: string,
  { version }: VersionInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  const before = await loadForAction(getDatabase(), principal, orderId, "look", version);
  const known = await findKnownAuthority(getDatabase(), before.profileId ?? "");
  const findings = await onOrderBmc(before, async (connection) => {
    const look = await lookAtBmc(connection, known?.fingerprint256 ?? null);
    return look.findings;
  }).catch(describeNoLogon);
  const row = await withTransaction(async (tx) => {
    await loadForAction(tx, principal, orderId, "look", null);
    await saveFindings(tx, orderId, JSON.stringify(findings));
    const details = Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict]));
    await recordAudit(tx, orderAudit(principal, context, before, "look", { findings: details }));
    return requireRow(tx, orderId);
  });
  return viewOrder(getDatabase(), principal, row);
}

const problemOf: Partial<Record<SignFailure, OrderProblemCode>> = {
  "csr-empty": "request_rejected",
  "csr-too-long": "request_rejected",
  "csr-not-pem": "request_rejected",
  "csr-refused-by-host": "request_rejected",
  "request-invalid": "request_rejected",
  "session-gone": "signed_out",
  "password-expired": "signed_out",
  "role-too-low": "role_too_low",
  "not-offered": "not_offered",
  "host-not-ready": "host_not_ready",
  "connection-cut": "connection_lost",
  "timed-out": "timed_out",
  cancelled: "cancelled",
};

/** The console cannot work at the device as its user. */
const logonCodes: ReadonlySet<string> = new Set([
  "device_authentication",
  "device_logon_paused",
  "device_password_expired",
]);

/** The end of a signature that did not come, told apart in plain words (BMC reference, section 4.3). */
function describeSigningFailure(error: unknown): StepResult {
  const coded = asDeviceError(error);
  if (!(coded instanceof AppError)) throw error;
  const words = { message: coded.message, remedy: coded.remedy ?? null };
  const code = findProblemCode(error);
  const device = error instanceof DeviceError ? error.device : undefined;
  return {
    events: [{ type: "signing_failed", problem: code }],
    change: { problem: JSON.stringify(describeProblem(code, words)) },
    remark: coded.message,
    isFailure: true,
    details: { code, errorClass: coded.errorClass, status: device?.status },
  };
}

function findProblemCode(error: unknown): OrderProblemCode {
  if (error instanceof SignCsrError) return problemOf[error.outcome] ?? "device_failed";
  if (error instanceof TransportError) return error.class.endsWith("timeout") ? "timed_out" : "connection_lost";
  if (!(error instanceof DeviceError)) return "device_failed";
  if (logonCodes.has(error.code)) return "signed_out";
  return error.code === "device_authorization" ? "role_too_low" : "device_failed";
}

const pemOf = (reading: RootReading): string | null => (reading.kind === "present" ? reading.pem : null);

async function sign(row: CertificateOrderRow, signal: AbortSignal): Promise<StepResult> {
  try {
    const { exchange, deviceTime } = await onOrderBmc(row, async (connection) => {
      const verdict = await connection.findOffer(signal);
      if (verdict.kind === "not-offered") throw new SignCsrError("not-offered");
      if (verdict.kind === "role-too-low") throw new SignCsrError("role-too-low");
      const skewMs = connection.clock?.skewMs ?? null;
      return {
        exchange: await connection.exchangeCertificate(verdict.offer, row.csrPem ?? "", { signal }),
        deviceTime: skewMs === null ? null : new Date(Date.now() + skewMs),
      };
    });
    const received = {
      certificate: exchange.certificate,
      authorityBefore: pemOf(exchange.rootBefore),
      authorityAfter: pemOf(exchange.rootAfter),
      acceptedAuthority: null,
      deviceTime,
    };
    const report = await judgeReceived(row, received).catch((error: unknown) => {
      if (isKeyLost(error)) return null;
      throw error;
    });
    if (report === null) return { events: [{ type: "key_lost" }], isFailure: true, details: { code: "key_lost" } };
    return {
      events: [
        { type: "certificate_received", via: "device", authority: report.rootFingerprint256 },
        { type: "checked", outcome: report.outcome },
      ],
      change: {
        receivedPem: received.certificate,
        rootBeforePem: received.authorityBefore,
        rootPem: received.authorityAfter,
        ...reportColumns(report),
      },
      also: (tx) => rememberAuthority(tx, row, report),
      isFailure: report.outcome === "refused",
      details: { outcome: report.outcome, authority: report.rootFingerprint256, isRotated: exchange.isRotated },
    };
  } catch (error) {
    return describeSigningFailure(error);
  }
}

/**
 * Has the device sign the request and checks what comes back; goes on by itself, for up to 45 seconds.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`
 */
export async function signOrder(
  principal: Principal,
  orderId: string,
  { version }: VersionInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  const row = await beginStep(principal, { id: orderId, version }, { id: "sign", action: "sign" }, context, sign);
  return viewOrder(getDatabase(), principal, row);
}

/** Marks the request as carried to the signer. @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict` */
export async function awaitUpload(
  principal: Principal,
  orderId: string,
  { version }: VersionInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  const row = await withTransaction(async (tx) => {
    const before = await loadForAction(tx, principal, orderId, "await_upload", version);
    const after = await applyEvents(tx, before, [{ type: "upload_awaited" }], { actorName: principal.name });
    await recordAudit(tx, orderAudit(principal, context, before, "awaitUpload"));
    return after;
  });
  return viewOrder(getDatabase(), principal, row);
}
