import { type KindId, kindIds } from "@/contracts/kind-ids";
import { bmcKind } from "./bmc/connector";
import { hmcKind } from "./hmc/connector";
import type { DeviceKind } from "./kind";
import { wbemKind } from "./wbem/connector";

/** Every device family; a new one is a folder and a line here. */
const kinds: Readonly<Record<KindId, DeviceKind>> = { hmc: hmcKind, bmc: bmcKind, wbem: wbemKind };

/** The family of a profile. */
export function getKind(id: KindId): DeviceKind {
  return kinds[id];
}

/** All families, in the order they are offered. */
export function listKinds(): DeviceKind[] {
  return kindIds.map((id) => kinds[id]);
}
