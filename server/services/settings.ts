import "server-only";
import { type InstallationSwitch, installationSwitchSchema } from "@/contracts/people";
import { getDatabase, withTransaction } from "@/server/data/client";
import { isSettingOn, saveSetting } from "@/server/data/settings";
import { recordAudit } from "./audit";

export const installationSwitches = installationSwitchSchema.options;

/** The switches that are on now. */
export async function listSwitchesOn(): Promise<InstallationSwitch[]> {
  const isOn = await Promise.all(installationSwitches.map((name) => isSettingOn(getDatabase(), name)));
  return installationSwitches.filter((_name, index) => isOn[index]);
}

/** Turns a switch on or off from the server's own command line. @throws AppError `storage_unavailable` */
export async function setInstallationSwitch(name: InstallationSwitch, isOn: boolean, actorName: string): Promise<void> {
  await withTransaction(async (tx) => {
    const before = await isSettingOn(tx, name);
    await saveSetting(tx, name, isOn ? "on" : "off");
    await recordAudit(tx, {
      principal: null,
      actorName,
      context: null,
      teamId: null,
      action: "setting.change",
      objectType: "setting",
      objectId: name,
      objectName: name,
      details: { before: before ? "on" : "off", after: isOn ? "on" : "off" },
    });
  });
}
