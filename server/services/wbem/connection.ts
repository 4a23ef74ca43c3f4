import "server-only";
import type { WbemConnection } from "@/server/protocols/wbem/connection";
import { deviceWork } from "../device-work";

export const {
  getProfile: getWbemProfile,
  on: onWbem,
  read: readWbem,
  stream: streamWbem,
  change: changeWbem,
} = deviceWork<WbemConnection>("wbem");
