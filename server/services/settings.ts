import "server-only";
import { withTransaction } from "@/server/data/client";
import { isSettingOn, saveSetting } from "@/server/data/settings";
import { recordAudit } from "./audit";

/** Switches of the whole installation that weaken what is safe by default; all are off until somebody turns them on. */
export const installationSwitches = ["allow-insecure", "allow-legacy-tls"] as const;
export type InstallationSwitch = (typeof installationSwitches)[number];

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
