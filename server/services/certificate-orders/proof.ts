import "server-only";
import type { z } from "zod";
import type { CertificateOrder, OrderProof, testOrderInput } from "@/contracts/certificate-order";
import type { CertificateOrderRow } from "@/server/data/certificate-orders";
import { getDatabase } from "@/server/data/client";
import { AppError, invalidField } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { exportPrivateKey } from "@/server/pki/key";
import { type MutualTlsProof, proveMutualTls } from "@/server/transport/mutual-tls-proof";
import { getAddressPolicy } from "../address-policy";
import { asDeviceError } from "../device-errors";
import { getProfileRecord } from "../profile-record";
import { openOrderKey } from "./order-key";
import { describeProblem, loadForAction } from "./order-record";
import { viewOrder } from "./order-view";
import { onOrderBmc } from "./signing";
import { beginStep, type StepResult } from "./steps";

type TestInput = z.output<typeof testOrderInput>;

const DEFAULT_VMI_PORT = 443;
/** How far a proof got; of several addresses the one that got farthest is shown. */
const reached: readonly MutualTlsProof["result"][] = [
  "no_route",
  "refused",
  "timed_out",
  "tls_failed",
  "wrong_authority",
  "client_certificate_refused",
  "name_mismatch",
  "accepted",
];

async function portOf(row: CertificateOrderRow, port: number | undefined): Promise<number> {
  if (port !== undefined) return port;
  if (row.profileId === null) return DEFAULT_VMI_PORT;
  const { settings } = await getProfileRecord(getDatabase(), row.profileId);
  return typeof settings.vmiPort === "number" ? settings.vmiPort : DEFAULT_VMI_PORT;
}

function failed(row: CertificateOrderRow, message: string, remedy: string | null, errorClass?: string): StepResult {
  return {
    events: [{ type: "test_failed" }],
    change: { problem: JSON.stringify(describeProblem("test_failed", { message, remedy })) },
    remark: message,
    isFailure: true,
    details: { orderId: row.id, errorClass },
  };
}

async function prove(row: CertificateOrderRow, input: TestInput, signal: AbortSignal): Promise<StepResult> {
  try {
    const key = await openOrderKey(getDatabase(), row);
    if (key === null || row.chainPem === null || row.rootPem === null) {
      return failed(row, "There is no key, certificate or authority to test with.", null);
    }
    const addresses =
      input.address === undefined
        ? (await onOrderBmc(row, (connection) => connection.readVmiNetwork(signal))).reachable
        : [input.address];
    if (addresses.length === 0) {
      return failed(row, "The VMI has no address that is in use.", "Set an address of the VMI, or give one here.");
    }
    const port = await portOf(row, input.port);
    const material = { chainPem: row.chainPem, keyPem: exportPrivateKey(key), rootPem: row.rootPem };
    let best: MutualTlsProof | null = null;
    for (const host of addresses) {
      const found = await proveMutualTls({ host, port, addressPolicy: getAddressPolicy(), signal, ...material });
      if (best === null || reached.indexOf(found.result) > reached.indexOf(best.result)) best = found;
      if (found.result === "accepted") break;
    }
    if (best === null) return failed(row, "Nothing was tested.", null);
    const proof: OrderProof = { ...best, at: new Date().toISOString() };
    // A wrong name is the administrator's to judge; that the certificate is accepted is proven all the same.
    const isProven = best.result === "accepted" || best.result === "name_mismatch";
    const outcome = isProven
      ? ({ events: [{ type: "test_passed" }] } as const)
      : failed(row, best.finding, best.remedy, best.result);
    return {
      ...outcome,
      change: { ...("change" in outcome ? outcome.change : {}), proof: JSON.stringify(proof) },
      remark: best.finding,
      details: { result: best.result, address: best.address, shownBy: best.shownBy },
    };
  } catch (error) {
    if (signal.aborted) throw error;
    const coded = asDeviceError(error);
    if (!(coded instanceof AppError)) throw error;
    return failed(row, coded.message, coded.remedy ?? null, coded.errorClass);
  }
}

/**
 * Opens a mutual TLS connection to the VMI and waits for what proves acceptance; goes on by itself.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `conflict`, `invalid_request` where no address is known
 */
export async function testOrder(
  principal: Principal,
  orderId: string,
  input: TestInput,
  context: RequestContext,
): Promise<CertificateOrder> {
  const before = await loadForAction(getDatabase(), principal, orderId, "test", input.version);
  if (before.profileId === null && input.address === undefined) {
    throw invalidField("address", "Give the address of the VMI: the order is not for a device of the console.");
  }
  const row = await beginStep(
    principal,
    { id: orderId, version: input.version },
    { id: "test", action: "test" },
    context,
    (started, signal) => prove(started, input, signal),
  );
  return viewOrder(getDatabase(), principal, row);
}
