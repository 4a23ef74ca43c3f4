import "server-only";
import type { Executor, Transaction } from "./client";
import { newId } from "./ids";
import type { StoredSecretState } from "./profiles";

export interface SealedSecret {
  id: string;
  ciphertext: Uint8Array;
}

export function findSecret(db: Executor, profileId: string, slot: string): Promise<SealedSecret | null> {
  return db.secret.findUnique({
    where: { profileId_slot: { profileId, slot } },
    select: { id: true, ciphertext: true },
  });
}

/** Stores a secret; `seal` gets the row's id, to which the ciphertext is bound. */
export async function saveSecret(
  tx: Transaction,
  place: { profileId: string; slot: string; updatedBy: string },
  seal: (rowId: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<StoredSecretState> {
  const { profileId, slot, updatedBy } = place;
  const id = (await findSecret(tx, profileId, slot))?.id ?? newId();
  const ciphertext = await seal(id);
  return tx.secret.upsert({
    where: { profileId_slot: { profileId, slot } },
    create: { id, profileId, slot, ciphertext, updatedBy },
    update: { ciphertext, updatedBy },
    select: { slot: true, updatedAt: true, updatedBy: true },
  });
}

/** False if there was none. */
export async function deleteSecret(tx: Transaction, profileId: string, slot: string): Promise<boolean> {
  const { count } = await tx.secret.deleteMany({ where: { profileId, slot } });
  return count > 0;
}
