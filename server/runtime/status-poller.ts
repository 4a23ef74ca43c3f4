import type { DeviceNotification, DeviceObject } from "@/server/protocols/kind";

const SOURCE = [{ label: "Source", value: "found by polling" }];

function notificationOf(object: DeviceObject, occurredAt: Date): DeviceNotification {
  return {
    type: "inventory-change",
    summary: "",
    objectUri: object.uri,
    objectClass: object.class,
    objectName: object.name,
    elementUri: null,
    action: null,
    jobUri: null,
    changes: [],
    details: SOURCE,
    occurredAt,
  };
}

/** Finds out by comparing what a notification stream would have told. */
export class StatusPoller {
  #known: ReadonlyMap<string, DeviceObject> | undefined;

  /** The changes since the last look; none at the first. */
  compare(objects: readonly DeviceObject[], now: Date): DeviceNotification[] {
    const previous = this.#known;
    const current = new Map(objects.map((object) => [object.uri, object]));
    this.#known = current;
    if (previous === undefined) return [];
    const found: DeviceNotification[] = [];
    for (const object of current.values()) {
      const before = previous.get(object.uri);
      if (before === undefined) {
        found.push({ ...notificationOf(object, now), summary: "added", action: "add" });
      } else if (before.status !== object.status) {
        found.push({
          ...notificationOf(object, now),
          type: "status-change",
          summary: `status: ${before.status ?? "(none)"} → ${object.status ?? "(none)"}`,
          changes: [{ property: "status", oldValue: before.status, newValue: object.status }],
        });
      }
    }
    for (const object of previous.values()) {
      if (!current.has(object.uri))
        found.push({ ...notificationOf(object, now), summary: "removed", action: "remove" });
    }
    return found;
  }
}
