import { describe, expect, it } from "vitest";
import { describeFailure } from "./diagnosis-failure";
import { DeviceError } from "./errors";

describe("describeFailure", () => {
  const remedy = "Enter user and password again.";
  const refused = new DeviceError("device_authentication", "The HMC refused the logon.", { remedy });

  it("leads from a refused logon to the credentials", () => {
    expect(describeFailure(refused)).toMatchObject({
      errorClass: "auth-failed",
      remedy: { text: remedy, action: { type: "reenter-secrets" } },
    });
  });

  it("leads from logons that are paused to what was refused before", () => {
    const paused = new DeviceError("device_logon_paused", "Logons are paused.", { remedy, cause: refused });
    expect(describeFailure(paused)).toEqual({ ...describeFailure(refused), finding: "Logons are paused." });
  });

  it("does not ask for credentials where a session limit paused the logons", () => {
    const cause = new DeviceError("device_session_limit", "Too many sessions.");
    const paused = new DeviceError("device_logon_paused", "Logons are paused.", { remedy: "End a session.", cause });
    expect(describeFailure(paused)).toMatchObject({ errorClass: undefined, remedy: { text: "End a session." } });
    expect(describeFailure(paused).remedy).not.toHaveProperty("action");
  });
});
