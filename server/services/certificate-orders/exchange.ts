import "server-only";
import { createPublicKey, X509Certificate } from "node:crypto";
import type { CertificateFacts } from "@/contracts/certificate";
import type { ExchangeCheck } from "@/contracts/certificate-order";
import {
  type CertificateOrderChange,
  type CertificateOrderRow,
  findActiveOrderOf,
  findKnownAuthority,
  saveKnownAuthority,
} from "@/server/data/certificate-orders";
import { type Executor, getDatabase, type Transaction } from "@/server/data/client";
import { findIdentity } from "@/server/data/client-identities";
import { readCertificateFacts } from "@/server/pki/certificate";
import { type ExchangeReport, runExchangeChecks } from "@/server/pki/exchange/checks";
import { readRequest } from "@/server/pki/request";
import { openOrderKey } from "./order-key";

/** What came back for an order, as it came. */
export interface Received {
  certificate: string | null;
  authorityBefore: string | null;
  authorityAfter: string | null;
  acceptedAuthority: string | null;
  deviceTime: Date | null;
}

async function findPreviousSerial(row: CertificateOrderRow): Promise<string | null> {
  if (row.renewsIdentityId === null) return null;
  const renewed = await findIdentity(getDatabase(), row.renewsIdentityId);
  if (renewed === null) return null;
  const [leaf] = JSON.parse(renewed.facts) as CertificateFacts[];
  return leaf?.serialNumber ?? null;
}

/**
 * The authority of the last exchange: that of the device, or, for an order by hand, that of the certificate it renews.
 * Null in the first.
 */
export async function findLastAuthority(
  db: Executor,
  { profileId, renewsIdentityId }: Pick<CertificateOrderRow, "profileId" | "renewsIdentityId">,
): Promise<{ fingerprint256: string; seenAt: Date } | null> {
  if (profileId !== null) return findKnownAuthority(db, profileId);
  const previous = renewsIdentityId === null ? null : await findActiveOrderOf(db, renewsIdentityId);
  const fingerprint256 = previous?.receivedRoot ?? null;
  return previous === null || fingerprint256 === null ? null : { fingerprint256, seenAt: previous.updatedAt };
}

/** Runs all checks on what came back (BMC reference, section 13.2). @throws AppError `secret_binding` */
export async function judgeReceived(row: CertificateOrderRow, received: Received): Promise<ExchangeReport> {
  const db = getDatabase();
  const privateKey = await openOrderKey(db, row);
  return runExchangeChecks(
    {
      request: readRequest(row.csrPem ?? ""),
      publicKey: privateKey === null ? null : createPublicKey(privateKey),
      certificate: received.certificate,
      authorityBefore: received.authorityBefore,
      authorityAfter: received.authorityAfter,
      knownAuthority: (await findLastAuthority(db, row))?.fingerprint256 ?? null,
      acceptedAuthority: received.acceptedAuthority,
      previousSerial: await findPreviousSerial(row),
      now: new Date(),
      deviceTime: received.deviceTime,
      purpose: "clientAuth",
    },
    privateKey,
  );
}

/** The columns that a report fills. */
export function reportColumns(report: ExchangeReport): CertificateOrderChange {
  const checks: ExchangeCheck[] = report.checks;
  return {
    checks: JSON.stringify(checks),
    chainPem: report.chainPem,
    notAfter: report.outcome === "refused" ? null : report.notAfter,
    ...(report.rootPem === null ? {} : { rootPem: report.rootPem }),
  };
}

/** Remembers the authority of a device once a certificate of it has passed. */
export async function rememberAuthority(
  tx: Transaction,
  row: Pick<CertificateOrderRow, "profileId">,
  report: ExchangeReport,
): Promise<void> {
  if (row.profileId === null || report.outcome !== "accepted" || report.rootPem === null) return;
  const { fingerprint256 } = readCertificateFacts(new X509Certificate(report.rootPem));
  await saveKnownAuthority(tx, row.profileId, { pem: report.rootPem, fingerprint256 });
}
