import "server-only";
import type { BmcConnection } from "@/server/protocols/bmc/connection";
import { deviceWork } from "../device-work";

export { plain } from "../device-work";

export const {
  getProfile: getBmcProfile,
  on: onBmc,
  read: readBmc,
  change: changeBmc,
} = deviceWork<BmcConnection>("bmc");
