import "server-only";
import type { Executor } from "./client";

/** Names of all installation-wide settings. */
export type SettingKey =
  | "allow-clear-credentials"
  | "allow-insecure"
  | "allow-legacy-tls"
  | "audit-head"
  | "event-epoch"
  | "inbound-secret"
  | "master-key-check"
  | "master-key-passphrase";

/** Value of a setting; null where none is stored. */
export async function findSetting(db: Executor, key: SettingKey): Promise<string | null> {
  const row = await db.setting.findUnique({ where: { key } });
  return row?.value ?? null;
}

export async function saveSetting(db: Executor, key: SettingKey, value: string): Promise<void> {
  await db.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
}

/** A switch of the installation; off unless it was turned on. */
export async function isSettingOn(db: Executor, key: SettingKey): Promise<boolean> {
  return (await findSetting(db, key)) === "on";
}
