import "server-only";
import type { ProfileRecord } from "@/server/data/profiles";
import type { WbemConnection } from "@/server/protocols/wbem/connection";
import type { FindClass } from "@/server/protocols/wbem/mof/embedded";
import { deviceWork } from "../device-work";
import { forgetDescriptions, type WatchedConnection, watched } from "./recorders";

const work = deviceWork<WbemConnection, WatchedConnection>("wbem", watched);
export const { getProfile: getWbemProfile, on: onWbem, read: readWbem, stream: streamWbem } = work;

/** A change, after which the server may be another than it said. @throws AppError with the device's codes */
export const changeWbem: typeof work.change = async (who, what, change) => {
  try {
    return await work.change(who, what, change);
  } finally {
    forgetDescriptions(who.record.id);
  }
};

/** Finds classes of a namespace on the profile's server; null for those it does not give. */
export function classFinder(record: ProfileRecord, namespace: string): FindClass {
  return (className) => onWbem(record, ({ classes }) => classes.findClass(namespace, className));
}
