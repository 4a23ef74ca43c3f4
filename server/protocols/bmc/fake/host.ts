/** The host beside the BMC: power, boot progress, hypervisor (BMC reference, sections 9.1 and 9.2). */
import type { Timers } from "../../hmc/fake/clock";

export type HostPhase = "off" | "powering-on" | "standby" | "running" | "quiesced" | "powering-off";

const progress: Readonly<Record<HostPhase, string>> = {
  off: "None",
  "powering-on": "MemoryInitializationStarted",
  standby: "SystemHardwareInitializationComplete",
  running: "OSRunning",
  quiesced: "OSBootStarted",
  "powering-off": "None",
};
const systemStates: Readonly<Record<HostPhase, [powerState: string, state: string]>> = {
  off: ["Off", "Disabled"],
  "powering-on": ["PoweringOn", "Starting"],
  standby: ["On", "Enabled"],
  running: ["On", "Enabled"],
  quiesced: ["On", "Quiesced"],
  "powering-off": ["PoweringOff", "Disabled"],
};
const hypervisorStates: Readonly<Record<HostPhase, [powerState: string, state: string]>> = {
  off: ["Off", "Disabled"],
  // As on the real thing, "Off" for a while after power-on.
  "powering-on": ["Off", "Disabled"],
  standby: ["On", "StandbyOffline"],
  running: ["On", "Enabled"],
  quiesced: ["On", "Quiesced"],
  "powering-off": ["PoweringOff", "Enabled"],
};

export interface HostOptions {
  phase: HostPhase;
  /** Time from power-on to running, in two halves. */
  bootMs: number;
  /** Stays in standby until the hypervisor is told to start. */
  stopsAtStandby: boolean;
}

/** The host; each change of its phase is told. */
export class FakeHost {
  readonly #timers: Timers;
  readonly #options: HostOptions;
  readonly #onChange: () => void;
  #phase: HostPhase;
  #cancel: () => void = () => undefined;
  lastResetAt: Date;

  constructor(options: HostOptions, timers: Timers, onChange: () => void) {
    this.#options = options;
    this.#phase = options.phase;
    this.#timers = timers;
    this.#onChange = onChange;
    this.lastResetAt = new Date(timers.now() - 86_400_000);
  }

  get phase(): HostPhase {
    return this.#phase;
  }

  get bootProgress(): string {
    return progress[this.#phase];
  }

  get system(): { powerState: string; state: string } {
    const [powerState, state] = systemStates[this.#phase];
    return { powerState, state };
  }

  get hypervisor(): { powerState: string; state: string } {
    const [powerState, state] = hypervisorStates[this.#phase];
    return { powerState, state };
  }

  /** True where the hypervisor passes certificate requests on. */
  get isReady(): boolean {
    return this.#phase === "running";
  }

  setPhase(phase: HostPhase): void {
    this.#cancel();
    this.#move(phase);
  }

  /** A reset of the machine; false for a value that it does not know. */
  reset(resetType: string): boolean {
    this.lastResetAt = new Date(this.#timers.now());
    switch (resetType) {
      case "On":
      case "ForceOn":
        if (this.#phase === "off") this.#boot();
        return true;
      case "GracefulShutdown":
      case "ForceOff":
        this.#steps([
          ["powering-off", 0],
          ["off", this.#options.bootMs / 2],
        ]);
        return true;
      case "GracefulRestart":
      case "ForceRestart":
      case "PowerCycle":
        this.#steps(
          [
            ["powering-off", 0],
            ["off", this.#options.bootMs / 2],
          ],
          () => this.#boot(),
        );
        return true;
      case "Nmi":
        this.setPhase("quiesced");
        return true;
      default:
        return false;
    }
  }

  /** Starts a hypervisor that waits in standby. */
  startHypervisor(): void {
    if (this.#phase === "standby") this.#steps([["running", this.#options.bootMs / 2]]);
    else if (this.#phase === "off") this.#boot();
  }

  #boot(): void {
    const half = this.#options.bootMs / 2;
    const steps: [HostPhase, number][] = [
      ["powering-on", 0],
      ["standby", half],
    ];
    if (!this.#options.stopsAtStandby) steps.push(["running", half]);
    this.#steps(steps);
  }

  #steps(steps: readonly [HostPhase, number][], then?: () => void): void {
    this.#cancel();
    const [first, ...rest] = steps;
    if (first === undefined) {
      then?.();
      return;
    }
    const [phase, delayMs] = first;
    const go = () => {
      this.#move(phase);
      this.#steps(rest, then);
    };
    if (delayMs === 0) go();
    else this.#cancel = this.#timers.after(delayMs, go);
  }

  #move(phase: HostPhase): void {
    if (this.#phase === phase) return;
    this.#phase = phase;
    this.#onChange();
  }
}
