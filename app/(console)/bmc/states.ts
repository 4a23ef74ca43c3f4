import type { Tone } from "@/app/_components/feedback/tone";
import type { BmcRow, HostReadiness } from "@/contracts/bmc";

/** How a state is shown: its tone and the word for it. */
export interface Shown {
  tone: Tone;
  text: string;
}

const unknown: Shown = { tone: "idle", text: "Unknown" };

const powerStates: Readonly<Record<string, Shown>> = {
  On: { tone: "ok", text: "On" },
  Off: { tone: "idle", text: "Off" },
  PoweringOn: { tone: "busy", text: "Powering on" },
  PoweringOff: { tone: "busy", text: "Powering off" },
  Paused: { tone: "warn", text: "Paused" },
};

const healthStates: Readonly<Record<string, Shown>> = {
  OK: { tone: "ok", text: "OK" },
  Warning: { tone: "warn", text: "Warning" },
  Critical: { tone: "fail", text: "Critical" },
};

const hostStates: Readonly<Record<HostReadiness["state"], Shown>> = {
  ready: { tone: "ok", text: "Ready" },
  starting: { tone: "busy", text: "Starting" },
  standby: { tone: "warn", text: "In standby" },
  quiesced: { tone: "fail", text: "Quiesced" },
  off: { tone: "idle", text: "Off" },
  unknown,
  "no-hypervisor": { tone: "idle", text: "No hypervisor" },
};

const known = (table: Readonly<Record<string, Shown>>, state: string | null): Shown =>
  state === null ? unknown : (table[state] ?? { tone: "idle", text: state });

/** A `PowerState` of Redfish. */
export function showPower(state: string | null): Shown {
  return known(powerStates, state);
}

/** A `Health` of Redfish. */
export function showHealth(health: string | null): Shown {
  return known(healthStates, health);
}

/** Whether the host can sign certificates; null where the machine has no hypervisor. */
export function showHost(state: HostReadiness["state"] | null): Shown {
  return hostStates[state ?? "no-hypervisor"];
}

const componentStates: Readonly<Record<string, Tone>> = {
  Enabled: "ok",
  Starting: "busy",
  Updating: "busy",
  InTest: "busy",
  StandbyOffline: "idle",
  StandbySpare: "idle",
  UnavailableOffline: "warn",
  Deferring: "warn",
  Quiesced: "warn",
  Disabled: "idle",
  Absent: "idle",
};

/** A `Status.State` of Redfish, with its words apart. */
export function showState(state: string | null): Shown {
  if (state === null) return unknown;
  const text = state.replace(/([a-z])([A-Z])/g, (_all, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return { tone: componentStates[state] ?? "idle", text };
}

/** A status as one: how well it is, or where that is not said, what it does. */
export function showStatus(status: {
  state: string | null;
  health: string | null;
  healthRollup: string | null;
}): Shown {
  const health = status.healthRollup ?? status.health;
  return health === null || status.state === "Absent" ? showState(status.state) : showHealth(health);
}

/** Words of the list for what was read last of a BMC; where nobody has looked yet, it says so. */
export function showSeen(row: Pick<BmcRow, "lastSeen">, show: (seen: NonNullable<BmcRow["lastSeen"]>) => Shown): Shown {
  return row.lastSeen === null ? { tone: "idle", text: "Not read" } : show(row.lastSeen);
}
