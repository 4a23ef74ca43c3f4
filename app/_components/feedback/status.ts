import type { Tone } from "./tone";

const tones: Record<string, Tone> = {
  active: "ok",
  operating: "ok",
  online: "ok",
  ok: "ok",
  connected: "ok",
  reachable: "ok",
  complete: "ok",
  succeeded: "ok",
  valid: "ok",
  running: "busy",
  starting: "busy",
  stopping: "busy",
  "reservation-error": "fail",
  "communications-not-active": "fail",
  "not-communicating": "fail",
  "no-power": "idle",
  "not-operating": "fail",
  "hardware-error": "fail",
  terminated: "fail",
  exceptions: "fail",
  unreachable: "fail",
  failed: "fail",
  fail: "fail",
  expired: "fail",
  paused: "warn",
  degraded: "warn",
  serv: "warn",
  service: "warn",
  "service-required": "warn",
  "status-check": "warn",
  "acceptable-service": "warn",
  warn: "warn",
  warning: "warn",
  expiring: "warn",
  stopped: "idle",
  "not-activated": "idle",
  skipped: "idle",
  unknown: "idle",
};

/** How a device's status word is shown: its tone, and the word with blanks and a capital. Unknown words stay neutral. */
export function describeStatus(status: string): { tone: Tone; text: string } {
  const words = status.trim().replaceAll(/[-_]+/g, " ");
  return {
    tone:
      tones[
        status
          .trim()
          .toLocaleLowerCase()
          .replaceAll(/[\s_]+/g, "-")
      ] ?? "idle",
    text: words === "" ? "Unknown" : words.charAt(0).toUpperCase() + words.slice(1),
  };
}
