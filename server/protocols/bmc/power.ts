/** Power operations with their allowed values and their follow-up (BMC reference, sections 9.1, 9.2 and 12). */
import { DeviceError } from "../errors";
import { isRefusal } from "./errors";
import { followable } from "./paths";
import { linkAt, listAt, textAt, textsAt, valueAt } from "./properties";
import { type ChangeResult, parseChange, type RedfishReader, type RedfishResource } from "./resource";

/** Values of the standard, with what they do in plain words. */
export const resetTypes = [
  "On",
  "ForceOn",
  "GracefulShutdown",
  "ForceOff",
  "GracefulRestart",
  "ForceRestart",
  "PowerCycle",
  "Nmi",
] as const;
export type ResetType = (typeof resetTypes)[number];

/** An action of a resource: where it is sent and which values it takes. */
export interface ResourceAction {
  target: string;
  /** Null where the service does not say. */
  allowed: string[] | null;
}

/** What `PowerState` shows once a reset has taken effect; empty where nothing can be seen. */
export function expectedPowerStates(resetType: string): readonly string[] {
  switch (resetType) {
    case "On":
    case "ForceOn":
    case "GracefulRestart":
    case "ForceRestart":
    case "PowerCycle":
      return ["On"];
    case "GracefulShutdown":
    case "ForceOff":
      return ["Off"];
    default:
      return [];
  }
}

/** True for resets after which the machine is off in between, so that "On" right away proves nothing. */
export function passesThroughOff(resetType: string): boolean {
  return resetType === "GracefulRestart" || resetType === "ForceRestart" || resetType === "PowerCycle";
}

/**
 * An action of a resource with the values its parameter takes, from `@Redfish.ActionInfo` or from the resource itself.
 * Null where the resource does not offer it. @throws BmcError other than 404 of the action's description
 */
export async function findAction(
  reader: RedfishReader,
  resource: RedfishResource,
  name: string,
  parameter: string,
  signal?: AbortSignal,
): Promise<ResourceAction | null> {
  const action = valueAt(resource.properties, "Actions", name);
  const target = followable(valueAt(action, "target"));
  if (target === null) return null;
  const inline = valueAt(action, `${parameter}@Redfish.AllowableValues`);
  if (Array.isArray(inline)) return { target, allowed: inline.filter((value) => typeof value === "string") };
  const infoUri = followable(valueAt(action, "@Redfish.ActionInfo"));
  if (infoUri === null) return { target, allowed: null };
  return { target, allowed: await readAllowed(reader, infoUri, parameter, signal) };
}

async function readAllowed(reader: RedfishReader, uri: string, parameter: string, signal?: AbortSignal) {
  try {
    const { properties } = await reader.readDescription(uri, signal);
    const found = listAt(properties, "Parameters").find((entry) => textAt(entry, "Name") === parameter);
    return found === undefined ? null : textsAt(found, "AllowableValues");
  } catch (error) {
    if (isRefusal(error, 404)) return null;
    throw error;
  }
}

/** Reads a resource and its reset action; null where it has none. @throws BmcError, DeviceError, TransportError */
export async function readReset(
  reader: RedfishReader,
  uri: string,
  signal?: AbortSignal,
): Promise<{ powerState: string | null; action: ResourceAction } | null> {
  const resource = await reader.read(uri, signal);
  const action = await findReset(reader, resource, signal);
  return action === null ? null : { powerState: textAt(resource.properties, "PowerState"), action };
}

/** The reset action of a system, the hypervisor or a manager; null where it has none. @throws as `findAction` */
export function findReset(
  reader: RedfishReader,
  resource: RedfishResource,
  signal?: AbortSignal,
): Promise<ResourceAction | null> {
  const isManager = textAt(resource.properties, "@odata.type")?.startsWith("#Manager.") ?? false;
  return findAction(reader, resource, isManager ? "#Manager.Reset" : "#ComputerSystem.Reset", "ResetType", signal);
}

/**
 * Resets a system, the hypervisor or the BMC. The answer means accepted: follow `PowerState`.
 * @throws DeviceError `invalid_request` for a value the resource does not take, BmcError, TransportError
 */
export async function resetResource(
  reader: RedfishReader,
  uri: string,
  resetType: string,
  signal?: AbortSignal,
): Promise<ChangeResult> {
  const reset = await readReset(reader, uri, signal);
  if (reset === null) throw new DeviceError("invalid_request", "This resource cannot be reset.");
  const { target, allowed } = reset.action;
  if (allowed !== null && !allowed.includes(resetType)) {
    throw new DeviceError("invalid_request", `The BMC does not allow ${resetType} here.`, {
      remedy: allowed.length === 0 ? undefined : `Allowed are: ${allowed.join(", ")}.`,
    });
  }
  const answer = await reader.api.send({ method: "POST", uri: target, body: { ResetType: resetType } }, signal);
  return parseChange(answer);
}

/** Boot override of a system (section 12). */
export interface BootSettings {
  target: string | null;
  allowedTargets: string[];
  isEnabled: string | null;
  mode: string | null;
  automaticRetry: string | null;
  powerRestorePolicy: string | null;
  settingsUri: string | null;
}

/** What a system does at its next start. */
export function readBoot({ properties }: RedfishResource): BootSettings {
  const boot = valueAt(properties, "Boot");
  return {
    target: textAt(boot, "BootSourceOverrideTarget"),
    allowedTargets: textsAt(boot, "BootSourceOverrideTarget@Redfish.AllowableValues"),
    isEnabled: textAt(boot, "BootSourceOverrideEnabled"),
    mode: textAt(boot, "BootSourceOverrideMode"),
    automaticRetry: textAt(boot, "AutomaticRetryConfig"),
    powerRestorePolicy: textAt(properties, "PowerRestorePolicy"),
    settingsUri: linkAt(properties, "@Redfish.Settings", "SettingsObject"),
  };
}
