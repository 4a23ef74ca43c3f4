import "server-only";
import type { z } from "zod";
import type {
  CertificateOrder,
  decideAuthorityInput,
  orderVersionInput,
  uploadCertificateInput,
} from "@/contracts/certificate-order";
import { type CertificateOrderRow, findOrder } from "@/server/data/certificate-orders";
import { getDatabase, withTransaction } from "@/server/data/client";
import { AppError } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { PkiError } from "@/server/pki/errors";
import { decodeText, encodePem, looksLikeDer, readCertificateFile } from "@/server/pki/pem";
import { recordAudit } from "../audit";
import { contentOf } from "../certificate-source";
import { judgeReceived, type Received, rememberAuthority, reportColumns } from "./exchange";
import { applyEvents, loadForAction, orderAudit, orderConflict } from "./order-record";
import { viewOrder } from "./order-view";

type UploadInput = z.output<typeof uploadCertificateInput>;
type DecideInput = z.output<typeof decideAuthorityInput>;

/**
 * The certificates of an upload, without the text that people and tools put around them. What holds a key or cannot be
 * read goes to the checks as it is: they say what is wrong.
 */
function textOf(material: UploadInput["certificate"], path: string): string {
  const content = contentOf(material, path);
  const text = typeof content === "string" || looksLikeDer(content) ? null : decodeText(content);
  const asItIs = typeof content === "string" ? content : (text ?? encodePem("CERTIFICATE", content));
  if (asItIs.includes("PRIVATE KEY-----")) return asItIs;
  try {
    const { certificates } = readCertificateFile(content);
    return certificates.length === 0 ? asItIs : certificates.map(({ certificate }) => certificate.toString()).join("");
  } catch (error) {
    if (error instanceof PkiError) return asItIs;
    throw error;
  }
}

/**
 * Takes the signed certificate and the authority's own, and checks them like what a device has sent; whatever it is, the
 * order shows what is wrong with it.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`, `invalid_certificate`
 */
export async function uploadCertificate(
  principal: Principal,
  orderId: string,
  { version, certificate, authority }: UploadInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  const before = await loadForAction(getDatabase(), principal, orderId, "upload_certificate", version);
  const received: Received = {
    certificate: textOf(certificate, "certificate"),
    authorityBefore: null,
    authorityAfter: textOf(authority, "authority"),
    acceptedAuthority: null,
    deviceTime: null,
  };
  const report = await judgeReceived(before, received);
  const row = await withTransaction(async (tx) => {
    const after = await applyEvents(
      tx,
      before,
      [
        { type: "certificate_received", via: "upload", authority: report.rootFingerprint256 },
        { type: "checked", outcome: report.outcome },
      ],
      { actorName: principal.name },
      { receivedPem: received.certificate, rootPem: received.authorityAfter, ...reportColumns(report) },
    );
    await rememberAuthority(tx, after, report);
    await recordAudit(
      tx,
      orderAudit(principal, context, before, "uploadCertificate", {
        outcome: report.outcome,
        authority: report.rootFingerprint256,
      }),
    );
    return after;
  });
  return viewOrder(getDatabase(), principal, row);
}

/** Runs the checks again on what is stored and saves what they come to. @throws AppError `revision_conflict` */
export async function checkStored(row: CertificateOrderRow, actorName: string): Promise<CertificateOrderRow> {
  const report = await judgeReceived(row, {
    certificate: row.receivedPem,
    authorityBefore: row.rootBeforePem,
    authorityAfter: row.rootPem,
    acceptedAuthority: row.acceptedRoot,
    deviceTime: null,
  });
  return withTransaction(async (tx) => {
    const present = await findOrder(tx, row.id);
    if (present?.version !== row.version) throw orderConflict();
    const event = { type: "checked", outcome: report.outcome } as const;
    const after = await applyEvents(tx, present, [event], { actorName }, reportColumns(report));
    await rememberAuthority(tx, after, report);
    return after;
  });
}

/**
 * Runs all checks on what was received.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`
 */
export async function verifyOrder(
  principal: Principal,
  orderId: string,
  { version }: z.output<typeof orderVersionInput>,
  context: RequestContext,
): Promise<CertificateOrder> {
  const before = await loadForAction(getDatabase(), principal, orderId, "verify", version);
  const row = await checkStored(before, principal.name);
  await withTransaction((tx) =>
    recordAudit(tx, orderAudit(principal, context, row, "verify", { outcome: row.outcome })),
  );
  return viewOrder(getDatabase(), principal, row);
}

/**
 * Accepts the VMI's new authority, once its fingerprint was given, and runs the checks again with that answer.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`, `confirmation_mismatch`
 */
export async function acceptAuthority(
  principal: Principal,
  orderId: string,
  input: DecideInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  const accepted = await decide(principal, orderId, input, context, "accept_authority");
  return viewOrder(getDatabase(), principal, await checkStored(accepted, principal.name));
}

/** Declines the VMI's new authority, which ends the attempt. @throws AppError as `acceptAuthority` */
export async function declineAuthority(
  principal: Principal,
  orderId: string,
  input: DecideInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  return viewOrder(getDatabase(), principal, await decide(principal, orderId, input, context, "decline_authority"));
}

function decide(
  principal: Principal,
  orderId: string,
  { version, fingerprint256 }: DecideInput,
  context: RequestContext,
  action: "accept_authority" | "decline_authority",
): Promise<CertificateOrderRow> {
  return withTransaction(async (tx) => {
    const before = await loadForAction(tx, principal, orderId, action, version);
    const given = fingerprint256.trim().toUpperCase();
    if (given !== before.receivedRoot) {
      throw new AppError("confirmation_mismatch", "The fingerprint is not that of the authority in question.");
    }
    const type = action === "accept_authority" ? ("authority_accepted" as const) : ("authority_declined" as const);
    const after = await applyEvents(tx, before, [{ type, fingerprint256: given }], {
      actorName: principal.name,
      remark: given,
    });
    const verb = action === "accept_authority" ? "acceptAuthority" : "declineAuthority";
    await recordAudit(tx, orderAudit(principal, context, before, verb, { fingerprint256: given }));
    return after;
  });
}
