/** Events of a frame in all their shapes, as notifications (BMC reference, section 11). */
import type { DeviceNotification } from "../kind";
import { isProperties, parseJson } from "./exchange";
import { messageKey } from "./messages";
import { followable } from "./paths";
import { dateAt, lastSegment, listAt, textAt, textsAt, valueAt } from "./properties";

/** Events of one frame; more is a device gone wild. */
const EVENTS_LIMIT = 100;
const TEXT_LIMIT = 1_000;

export interface FrameReading {
  notifications: DeviceNotification[];
  /** The BMC has dropped events that were asked for by `Last-Event-ID`. */
  hasLoss: boolean;
  isHeartbeat: boolean;
}

const bounded = (text: string) => (text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text);

/** An object with `@odata.id` or a plain string, depending on the firmware. */
function originOf(event: unknown): string | null {
  const origin = valueAt(event, "OriginOfCondition");
  return followable(typeof origin === "string" ? origin : valueAt(origin, "@odata.id"));
}

/** The class of a resource by the collection it stands in. */
function classOf(uri: string): string {
  if (/\/LogServices\/[^/]+\/Entries\//.test(uri)) return "log-entry";
  if (/\/Systems\/hypervisor\/EthernetInterfaces\//.test(uri)) return "vmi-interface";
  if (/\/Systems\/hypervisor\/?$/.test(uri)) return "hypervisor";
  const collection =
    /\/(Systems|Chassis|Managers|Tasks|Sessions|Sensors|Certificates|EthernetInterfaces)\/[^/]+\/?$/.exec(uri);
  return collection?.[1]?.toLowerCase() ?? "resource";
}

const types: ReadonlyMap<string, string> = new Map([
  ["ResourceCreated", "inventory-change"],
  ["ResourceAdded", "inventory-change"],
  ["ResourceRemoved", "inventory-change"],
  ["ResourceDeleted", "inventory-change"],
  ["ResourceChanged", "property-change"],
  ["ResourceUpdated", "property-change"],
  ["ResourceStatusChanged", "status-change"],
  ["ResourceStatusChangedOK", "status-change"],
  ["ResourceStatusChangedWarning", "status-change"],
  ["ResourceStatusChangedCritical", "status-change"],
  ["ResourcePoweredOn", "status-change"],
  ["ResourcePoweredOff", "status-change"],
  ["ResourceStateChanged", "status-change"],
  ["TaskCompletedOK", "job-completion"],
  ["TaskCompletedWarning", "job-completion"],
  ["TaskAborted", "job-completion"],
  ["TaskCancelled", "job-completion"],
]);

function typeOf(key: string, uri: string | null): string {
  if (uri !== null && classOf(uri) === "log-entry") return "log-entry";
  return types.get(key) ?? (key === "" ? "event" : key);
}

function actionOf(key: string): string | null {
  if (key === "ResourceCreated" || key === "ResourceAdded") return "create";
  return key === "ResourceRemoved" || key === "ResourceDeleted" ? "remove" : null;
}

function parseEvent(event: Record<string, unknown>): DeviceNotification {
  const messageId = textAt(event, "MessageId") ?? "";
  const key = messageKey(messageId);
  const uri = originOf(event);
  const type = typeOf(key, uri);
  const message = textAt(event, "Message") ?? "";
  const objectClass = uri === null ? null : classOf(uri);
  const labelled: [string, string | null][] = [
    ["Message", message || null],
    ["Message id", messageId || null],
    ["Severity", textAt(event, "MessageSeverity") ?? textAt(event, "Severity")],
    ["Arguments", textsAt(event, "MessageArgs").join(", ") || null],
    ["Context", textAt(event, "Context")],
  ];
  return {
    type,
    summary: bounded(message || key || textAt(event, "EventType") || "Event"),
    objectUri: uri,
    objectClass,
    objectName: uri === null ? null : lastSegment(uri),
    elementUri: null,
    action: actionOf(key),
    jobUri: type === "job-completion" || objectClass === "tasks" ? uri : null,
    changes: [],
    details: labelled.flatMap(([label, value]) => (value === null ? [] : [{ label, value: bounded(value) }])),
    occurredAt: dateAt(event, "EventTimestamp"),
  };
}

const HEARTBEATS: ReadonlySet<string> = new Set(["RedfishServiceFunctional"]);

/**
 * What a frame says; a frame that is no event of Redfish says nothing. `frameId` "0" is a heartbeat's.
 */
export function readFrame(data: string, frameId: string | null): FrameReading {
  const reading: FrameReading = { notifications: [], hasLoss: false, isHeartbeat: frameId === "0" };
  const body = parseJson(data);
  if (!isProperties(body)) return reading;
  const events = listAt(body, "Events").filter(isProperties).slice(0, EVENTS_LIMIT);
  for (const event of events) {
    const key = messageKey(textAt(event, "MessageId") ?? "");
    if (key === "EventBufferExceeded") reading.hasLoss = true;
    else if (HEARTBEATS.has(key)) reading.isHeartbeat = true;
    else reading.notifications.push(parseEvent(event));
  }
  return reading;
}
