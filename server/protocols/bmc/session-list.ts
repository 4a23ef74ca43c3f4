/** Sessions of all consoles and users: list, disconnect, idle time (BMC reference, sections 7.2 and 16). */
import { DeviceError } from "../errors";
import { isRefusal } from "./errors";
import { samePath } from "./paths";
import { dateAt, lastSegment, numberAt, textAt, textsAt } from "./properties";
import { changeResource, type RedfishReader } from "./resource";

/** Limits of `SessionTimeout` (section 7.2). */
export const SESSION_TIMEOUT_SECONDS = { minimum: 30, maximum: 86_400 } as const;

export interface SessionRow {
  uri: string;
  id: string;
  userName: string | null;
  /** Name that the client gave itself; on an HMC its own. */
  clientName: string | null;
  clientAddress: string | null;
  type: string | null;
  roles: string[];
  createdAt: Date | null;
  /** The console's own session, which disconnecting would cut off. */
  isOwn: boolean;
}

export interface SessionList {
  sessions: SessionRow[];
  /** Seconds a session may be idle. */
  timeoutSeconds: number | null;
  warnings: string[];
}

/** All sessions. @throws BmcError, DeviceError, TransportError */
export async function listSessions(
  reader: RedfishReader,
  links: { sessionsUri: string; serviceUri?: string },
  ownUri: string | null,
  signal?: AbortSignal,
): Promise<SessionList> {
  const { members, warnings } = await reader.readMembers(links.sessionsUri, { signal });
  const service = links.serviceUri === undefined ? null : await reader.find(links.serviceUri, signal);
  return {
    sessions: members.map(({ uri, properties }) => {
      const role = textAt(properties, "RoleId");
      const roles = textsAt(properties, "Roles");
      return {
        uri,
        id: textAt(properties, "Id") ?? lastSegment(uri),
        userName: textAt(properties, "UserName"),
        clientName: textAt(properties, "Context"),
        clientAddress: textAt(properties, "ClientOriginIPAddress"),
        type: textAt(properties, "SessionType"),
        roles: roles.length === 0 && role !== null ? [role] : roles,
        createdAt: dateAt(properties, "CreatedTime"),
        isOwn: ownUri !== null && samePath(uri) === samePath(ownUri),
      };
    }),
    timeoutSeconds: numberAt(service?.properties, "SessionTimeout"),
    warnings,
  };
}

/**
 * Ends a session; one that is gone already counts as ended. An HMC that is disconnected comes back by itself.
 * @throws DeviceError `invalid_request` for what is not in the collection, BmcError `device_authorization` for another
 * user's session without ConfigureUsers
 */
export async function disconnectSession(
  reader: RedfishReader,
  sessionsUri: string,
  uri: string,
  signal?: AbortSignal,
): Promise<void> {
  const path = samePath(uri);
  const parent = path.slice(0, path.lastIndexOf("/")).replace(/\/Members$/, "");
  if (parent !== samePath(sessionsUri)) throw new DeviceError("invalid_request", "This is not a session of the BMC.");
  try {
    await reader.api.send({ method: "DELETE", uri }, signal);
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
  }
}

/** Changes the idle time of all sessions. @throws DeviceError `invalid_request` out of range, BmcError */
export async function setSessionTimeout(
  reader: RedfishReader,
  serviceUri: string,
  seconds: number,
  signal?: AbortSignal,
): Promise<void> {
  const { minimum, maximum } = SESSION_TIMEOUT_SECONDS;
  if (!Number.isInteger(seconds) || seconds < minimum || seconds > maximum) {
    throw new DeviceError("invalid_request", `The idle time must be between ${minimum} and ${maximum} seconds.`);
  }
  await changeResource(reader.api, serviceUri, { SessionTimeout: seconds }, { signal });
}
