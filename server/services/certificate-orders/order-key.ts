import "server-only";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { type CertificateOrderRow, findOrderKey } from "@/server/data/certificate-orders";
import type { Executor, Transaction } from "@/server/data/client";
import { AppError } from "@/server/domain/app-error";
import { protectSecret } from "@/server/logging/redaction";
import { exportPrivateKey } from "@/server/pki/key";
import { getKeyring } from "@/server/secrets/keyring";

function bindingOf(orderId: string) {
  return { table: "CertificateOrder", rowId: orderId, column: "sealedKey" };
}

/** Seals a private key for the order it is stored with. */
export function sealOrderKey(tx: Transaction, orderId: string, key: KeyObject): Promise<Uint8Array<ArrayBuffer>> {
  const pem = exportPrivateKey(key);
  protectSecret(pem);
  return getKeyring().seal(tx, bindingOf(orderId), pem);
}

/** True for the failure of {@link openOrderKey}; other stored secrets fail with the same code, so ask only of its calls. */
export function isKeyLost(error: unknown): boolean {
  return error instanceof AppError && error.code === "secret_binding";
}

/** The private key of an order; null where it is kept elsewhere. @throws AppError `secret_binding` */
export async function openOrderKey(db: Executor, row: Pick<CertificateOrderRow, "id">): Promise<KeyObject | null> {
  const sealed = await findOrderKey(db, row.id);
  if (sealed === null) return null;
  const secret = await getKeyring().open(db, bindingOf(row.id), sealed);
  try {
    return createPrivateKey(secret.reveal());
  } finally {
    secret.destroy();
  }
}
