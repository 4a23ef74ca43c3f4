import type { ListenerState, Reachability } from "@/contracts/profile";
import { obtain } from "./registry";

/** How a profile's device was when it was last seen. Kept in memory: after a restart nothing is known. */
export interface DeviceStatus {
  reachability: Reachability;
  listener: ListenerState;
  /** PEM of the certificate the device presented when it was last reached. */
  certificatePem: string | null;
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    deviceStatus: Map<string, DeviceStatus>;
  }
}

const unknownReachability: Reachability = {
  state: "unknown",
  since: null,
  checkedAt: null,
  latencyMs: null,
  address: null,
  errorClass: null,
  message: null,
};
const listenerOff: ListenerState = { state: "off", since: null, detail: null };

function all(): Map<string, DeviceStatus> {
  return obtain("deviceStatus", () => new Map());
}

export function getDeviceStatus(profileId: string): DeviceStatus {
  return all().get(profileId) ?? { reachability: unknownReachability, listener: listenerOff, certificatePem: null };
}

export function setReachability(profileId: string, reachability: Reachability): void {
  all().set(profileId, { ...getDeviceStatus(profileId), reachability });
}

export function setListenerState(profileId: string, listener: ListenerState): void {
  all().set(profileId, { ...getDeviceStatus(profileId), listener });
}

export function setPresentedCertificate(profileId: string, certificatePem: string | null): void {
  all().set(profileId, { ...getDeviceStatus(profileId), certificatePem });
}

export function forgetDeviceStatus(profileId: string): void {
  all().delete(profileId);
}
