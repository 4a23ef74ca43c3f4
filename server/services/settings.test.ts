import { afterEach, beforeEach, expect, test } from "vitest";
import { getDatabase } from "@/server/data/client";
import { isSettingOn } from "@/server/data/settings";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { installationSwitches, listSwitchesOn, setInstallationSwitch } from "./settings";

let stored: TestDatabase;
beforeEach(async () => {
  stored = await createTestDatabase();
});
afterEach(() => stored.close());

test.each(installationSwitches)("%s is off until somebody turns it on, and each turn is on record", async (name) => {
  expect(await isSettingOn(getDatabase(), name)).toBe(false);
  expect(await listSwitchesOn()).toEqual([]);
  await setInstallationSwitch(name, true, "command line (root)");
  expect(await isSettingOn(getDatabase(), name)).toBe(true);
  expect(await listSwitchesOn()).toEqual([name]);
  await setInstallationSwitch(name, false, "command line (root)");
  expect(await isSettingOn(getDatabase(), name)).toBe(false);
  const events = await getDatabase().auditEvent.findMany();
  expect(
    events.map(({ action, actorName, objectId, details }) => [action, actorName, objectId, JSON.parse(details)]),
  ).toEqual([
    ["setting.change", "command line (root)", name, { before: "off", after: "on" }],
    ["setting.change", "command line (root)", name, { before: "on", after: "off" }],
  ]);
});
