import type { DeviceConnection } from "@/server/protocols/kind";
import { TransportError } from "@/server/transport/errors";

/** What the pool holds of a profile: its connection, or the logon that leads to one. */
export interface SessionSlot {
  revision: number;
  /** Addresses the profile has; where there are several, another one may answer when this one does not. */
  addressCount: number;
  connecting: Promise<DeviceConnection> | undefined;
  connection: DeviceConnection | undefined;
  /** Rows of the sessions that may still be open on the device, oldest first. */
  rowIds: string[];
  users: number;
  forgetIdle: (() => void) | undefined;
  isDropped: boolean;
}

/** A slot nobody has used yet. */
export function emptySlot(revision = 0): SessionSlot {
  return {
    revision,
    addressCount: 0,
    connecting: undefined,
    connection: undefined,
    rowIds: [],
    users: 0,
    forgetIdle: undefined,
    isDropped: false,
  };
}

const BEFORE_THE_REQUEST: ReadonlySet<string | undefined> = new Set(["dns", "connect", "handshake"]);

/** Whether an error says that no connection could be opened to the address that the slot's session belongs to. */
export function isAddressAway({ connection }: SessionSlot, error: unknown): boolean {
  if (connection === undefined || !(error instanceof TransportError) || error.class === "aborted") return false;
  const { phase, host, port } = error.facts;
  const { address } = connection;
  // No port is known where the name has no address.
  const isSamePort = port === undefined || port === address.port;
  return BEFORE_THE_REQUEST.has(phase) && isSamePort && host === address.host.split("%")[0];
}
