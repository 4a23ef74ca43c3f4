import { describe, expect, it } from "vitest";
import { showHealth, showHost, showPower, showSeen, showState, showStatus } from "./states";

describe("states of a BMC", () => {
  it("have a word and a tone", () => {
    expect(showPower("On")).toEqual({ tone: "ok", text: "On" });
    expect(showPower("PoweringOff")).toEqual({ tone: "busy", text: "Powering off" });
    expect(showHealth("Critical")).toEqual({ tone: "fail", text: "Critical" });
    expect(showHost("standby").tone).toBe("warn");
    expect(showHost(null).text).toBe("No hypervisor");
  });

  it("stay readable where a firmware has words of its own", () => {
    expect(showPower("Hibernating")).toEqual({ tone: "idle", text: "Hibernating" });
    expect(showState("UnavailableOffline")).toEqual({ tone: "warn", text: "Unavailable offline" });
    expect(showState("DiagnosticMode")).toEqual({ tone: "idle", text: "Diagnostic mode" });
    expect(showPower(null).text).toBe("Unknown");
  });

  it("let the health of the parts go before the part's own", () => {
    expect(showStatus({ state: "Enabled", health: "OK", healthRollup: "Warning" }).text).toBe("Warning");
    expect(showStatus({ state: "Starting", health: null, healthRollup: null }).text).toBe("Starting");
    expect(showStatus({ state: "Absent", health: "OK", healthRollup: null }).text).toBe("Absent");
  });

  it("say that nobody has looked yet", () => {
    expect(showSeen({ lastSeen: null }, ({ powerState }) => showPower(powerState)).text).toBe("Not read");
  });
});
