/** State of the machine, of PHYP and of the VMI (BMC reference, sections 9.1 and 9.2). */
import { isRefusal } from "./errors";
import { statusOf, textAt } from "./properties";
import type { RedfishReader, RedfishResource } from "./resource";
import type { SystemLinks } from "./systems";

/** What the hypervisor's state means for the exchange. */
export const hostStates = [
  /** Hypervisor running, VMI up. */
  "ready",
  /** Loaded and waiting; a reset `On` of the hypervisor starts it. */
  "standby",
  "quiesced",
  "starting",
  "off",
  /** The optional state service is not there; the machine's boot progress says what it can. */
  "unknown",
  /** Not a PowerVM system, or the feature is not built. */
  "no-hypervisor",
] as const;
export type HostState = (typeof hostStates)[number];

export interface HostReadiness {
  state: HostState;
  /** Whether SignCSR can work; null where only trying tells. */
  canSign: boolean | null;
  finding: string;
  remedy: string | null;
  hypervisor: { powerState: string | null; state: string | null } | null;
  system: SystemState;
  hypervisorUri: string;
  systemUri: string;
}

export interface SystemState {
  powerState: string | null;
  state: string | null;
  health: string | null;
  /** `BootProgress.LastState`, or the OEM code. */
  bootProgress: string | null;
}

/** Boot progress from which on PHYP is in standby or later. */
const STANDBY_OR_LATER: ReadonlySet<string> = new Set([
  "SystemHardwareInitializationComplete",
  "SetupEntered",
  "OSBootStarted",
  "OSRunning",
]);

const words: Readonly<Record<HostState, Pick<HostReadiness, "canSign" | "finding" | "remedy">>> = {
  ready: { canSign: true, finding: "The hypervisor is running and the VMI is up.", remedy: null },
  standby: {
    canSign: false,
    finding: "The hypervisor is loaded and waits in standby.",
    remedy: "Start the hypervisor; the VMI comes up some minutes later.",
  },
  quiesced: {
    canSign: false,
    finding: "The host has stopped on an error.",
    remedy: "Look at the event log of the BMC, then restart the host.",
  },
  starting: {
    canSign: false,
    finding: "The host is starting.",
    remedy: "Wait: right after power-on the hypervisor can show as off for some minutes.",
  },
  off: { canSign: false, finding: "The host is off.", remedy: "Power the system on and wait for the hypervisor." },
  unknown: {
    canSign: null,
    finding: "The BMC does not say whether the hypervisor is running.",
    remedy: "Try it: where the hypervisor is down, the BMC says so after 30 seconds.",
  },
  "no-hypervisor": {
    canSign: null,
    finding: "The BMC knows no hypervisor: this is not a PowerVM system, or its firmware lacks the feature.",
    remedy: "Expect the exchange to fail.",
  },
};

/** State of the machine (section 9.1); a missing `PowerState` means that the state service is absent. */
export function systemState(system: RedfishResource): SystemState {
  const last = textAt(system.properties, "BootProgress", "LastState");
  const oem = textAt(system.properties, "BootProgress", "OemLastState");
  return {
    powerState: textAt(system.properties, "PowerState"),
    state: statusOf(system.properties).state,
    health: statusOf(system.properties).health,
    bootProgress: last === "OEM" || last === null ? (oem ?? last) : last,
  };
}

/** The table of section 9.2, completed by the boot progress where the hypervisor tells nothing. */
export function judgeHost(hypervisor: HostReadiness["hypervisor"], system: SystemState): HostState {
  if (hypervisor === null) return "no-hypervisor";
  const { powerState, state } = hypervisor;
  if (powerState === null && state === null) return stateByBootProgress(system);
  if (powerState === "On" && state === "Enabled") return "ready";
  if (powerState === "On" && state === "StandbyOffline") return "standby";
  if (state === "Quiesced") return "quiesced";
  if (powerState === "PoweringOn" || state === "Starting") return "starting";
  // The hypervisor shows "Off" for minutes after power-on: the machine knows better.
  return system.powerState === "PoweringOn" || (system.powerState === "On" && system.state === "Starting")
    ? "starting"
    : "off";
}

function stateByBootProgress(system: SystemState): HostState {
  if (system.powerState === "Off") return "off";
  if (system.state === "Quiesced") return "quiesced";
  if (system.bootProgress === "OSRunning") return "unknown";
  if (system.bootProgress !== null && STANDBY_OR_LATER.has(system.bootProgress)) return "unknown";
  return system.powerState === "PoweringOn" ? "starting" : "unknown";
}

/** Reads machine and hypervisor and says what they mean. @throws BmcError, DeviceError, TransportError */
export async function readHostReadiness(
  reader: RedfishReader,
  systems: SystemLinks,
  signal?: AbortSignal,
): Promise<HostReadiness> {
  const [system, hypervisor] = await Promise.all([
    reader.read(systems.systemUri, signal),
    findHypervisor(reader, systems.hypervisorUri, signal),
  ]);
  const machine = systemState(system);
  const state = judgeHost(hypervisor, machine);
  return {
    state,
    ...words[state],
    hypervisor,
    system: machine,
    hypervisorUri: systems.hypervisorUri,
    systemUri: systems.systemUri,
  };
}

async function findHypervisor(
  reader: RedfishReader,
  uri: string,
  signal?: AbortSignal,
): Promise<HostReadiness["hypervisor"]> {
  try {
    const { properties } = await reader.read(uri, signal);
    return { powerState: textAt(properties, "PowerState"), state: statusOf(properties).state };
  } catch (error) {
    if (isRefusal(error, 404)) return null;
    throw error;
  }
}
