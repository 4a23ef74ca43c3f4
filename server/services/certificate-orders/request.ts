import "server-only";
import type { z } from "zod";
import type {
  CertificateOrder,
  generateRequestInput,
  orderVersionInput,
  UploadRequestInput,
} from "@/contracts/certificate-order";
import { getDatabase, withTransaction } from "@/server/data/client";
import { AppError, invalidField } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { protectSecret } from "@/server/logging/redaction";
import { PkiError, RequestError } from "@/server/pki/errors";
import { readPrivateKey } from "@/server/pki/key";
import { createKeyPair, findKeyAlgorithm } from "@/server/pki/key-pair";
import { type CertificateRequest, createRequest, readRequest, requireSendable } from "@/server/pki/request";
import { checkRequest, requireRequestKey } from "@/server/pki/request-checks";
import { recordAudit } from "../audit";
import { asMaterialError, contentOf } from "../certificate-source";
import { sealOrderKey } from "./order-key";
import { applyEvents, describeProblem, loadForAction, orderAudit, requireRight, requireRow } from "./order-record";
import { viewOrder } from "./order-view";
import { beginStep, workOf } from "./steps";

function asRequestError(error: unknown, path: string): unknown {
  if (!(error instanceof RequestError)) return asMaterialError(error, path);
  return new AppError("invalid_request", error.message, { errors: [{ path, message: error.message }], cause: error });
}

/**
 * Makes a key pair off the event loop, seals it, and writes the request; both are stored together.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`
 */
export async function generateRequest(
  principal: Principal,
  orderId: string,
  { version, form }: z.output<typeof generateRequestInput>,
  context: RequestContext,
): Promise<CertificateOrder> {
  let failure: unknown;
  await beginStep(
    principal,
    { id: orderId, version },
    { id: "generate_key", action: "generate", change: { form: JSON.stringify(form), keyAlgorithm: form.keyAlgorithm } },
    context,
    async () => {
      const pair = await createKeyPair(form.keyAlgorithm);
      let csrPem: string;
      try {
        csrPem = await createRequest(form, pair);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        failure = error;
        const problem = describeProblem("cancelled", { message: error.message, remedy: "Change what is asked for." });
        return {
          events: [{ type: "step_stopped" }],
          change: { problem: JSON.stringify(problem) },
          remark: error.message,
          isFailure: true,
          details: { reason: error.message },
        };
      }
      const sealedKey = await withTransaction((tx) => sealOrderKey(tx, orderId, pair.privateKey));
      return {
        events: [{ type: "key_generated" }, { type: "request_made" }],
        change: { sealedKey, csrPem, keyAlgorithm: form.keyAlgorithm },
      };
    },
  );
  await workOf(orderId);
  if (failure !== undefined) throw asRequestError(failure, "form");
  return viewOrder(getDatabase(), principal, await requireRow(getDatabase(), orderId));
}

function readUploaded(input: UploadRequestInput): CertificateRequest {
  try {
    const request = readRequest(contentOf(input.request, "request"));
    requireSendable(request.facts.pem);
    return request;
  } catch (error) {
    throw asRequestError(error, "request");
  }
}

/**
 * Takes a request made elsewhere, with its key or without; one that breaks a rule that forbids sending is refused.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`, `invalid_request`, `invalid_key`
 */
export async function uploadRequest(
  principal: Principal,
  orderId: string,
  input: UploadRequestInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  if (input.keyPassword !== undefined) protectSecret(input.keyPassword);
  await loadForAction(getDatabase(), principal, orderId, "upload_request", input.version);
  const request = readUploaded(input);
  const refused = checkRequest(request).find(({ verdict }) => verdict === "refuse");
  if (refused !== undefined) throw invalidField("request", `${refused.title}: ${refused.finding}`);
  const key = await readKey(request, input);
  const row = await withTransaction(async (tx) => {
    const before = await loadForAction(tx, principal, orderId, "upload_request", input.version);
    const sealedKey = key === null ? null : await sealOrderKey(tx, orderId, key);
    const after = await applyEvents(
      tx,
      before,
      [{ type: "request_uploaded", keySource: key === null ? "elsewhere" : "uploaded" }],
      { actorName: principal.name },
      {
        csrPem: request.facts.pem,
        sealedKey,
        form: null,
        keyAlgorithm: request.publicKey === null ? null : findKeyAlgorithm(request.publicKey),
      },
    );
    const { subject, publicKeyFingerprint256 } = request.facts;
    const details = { subject, publicKeyFingerprint256, hasKey: key !== null };
    await recordAudit(tx, orderAudit(principal, context, before, "uploadRequest", details));
    return after;
  });
  return viewOrder(getDatabase(), principal, row);
}

async function readKey(request: CertificateRequest, { key, keyPassword }: UploadRequestInput) {
  if (key === undefined) return null;
  try {
    const privateKey = await readPrivateKey(contentOf(key, "key"), keyPassword);
    requireRequestKey(request, privateKey);
    return privateKey;
  } catch (error) {
    if (error instanceof RequestError) {
      throw new AppError("invalid_key", error.message, { errors: [{ path: "key", message: error.message }] });
    }
    const isPassword = error instanceof PkiError && error.class.startsWith("key-password");
    throw asMaterialError(error, isPassword ? "keyPassword" : "key");
  }
}

/** The request as PEM. @throws AppError `not_found`, `forbidden`, `conflict` while there is none */
export async function downloadRequest(principal: Principal, orderId: string): Promise<string> {
  const row = await requireRow(getDatabase(), orderId);
  requireRight(principal, row, "view");
  if (row.csrPem === null) throw new AppError("conflict", "There is no request yet.");
  return row.csrPem;
}

/**
 * Drops key and request, so that the form can be changed.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`
 */
export async function reviseRequest(
  principal: Principal,
  orderId: string,
  { version }: z.output<typeof orderVersionInput>,
  context: RequestContext,
): Promise<CertificateOrder> {
  const row = await withTransaction(async (tx) => {
    const before = await loadForAction(tx, principal, orderId, "revise", version);
    const after = await applyEvents(tx, before, [{ type: "revised" }], { actorName: principal.name });
    await recordAudit(tx, orderAudit(principal, context, before, "revise"));
    return after;
  });
  return viewOrder(getDatabase(), principal, row);
}
