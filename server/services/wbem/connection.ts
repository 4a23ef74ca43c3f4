import "server-only";
import type { ProfileRecord } from "@/server/data/profiles";
import type { WbemConnection } from "@/server/protocols/wbem/connection";
import type { FindClass } from "@/server/protocols/wbem/mof/embedded";
import { deviceWork } from "../device-work";
import { type WatchedConnection, watched } from "./recorders";

export const {
  getProfile: getWbemProfile,
  on: onWbem,
  read: readWbem,
  stream: streamWbem,
  change: changeWbem,
} = deviceWork<WbemConnection, WatchedConnection>("wbem", watched);

/** Finds classes of a namespace on the profile's server; null for those it does not give. */
export function classFinder(record: ProfileRecord, namespace: string): FindClass {
  return (className) => onWbem(record, ({ classes }) => classes.findClass(namespace, className));
}
