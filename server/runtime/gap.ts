import type { DeviceNotification } from "@/server/protocols/kind";

/** The mark in the history that notifications between two moments may be missing (REL-4). */
export function gapNotification(from: Date, to: Date, reason: string): DeviceNotification {
  return {
    type: "gap",
    summary: "Notifications may be missing here.",
    objectUri: null,
    objectClass: null,
    objectName: null,
    elementUri: null,
    action: null,
    jobUri: null,
    changes: [],
    details: [
      { label: "From", value: from.toISOString() },
      { label: "To", value: to.toISOString() },
      { label: "Reason", value: reason },
    ],
    occurredAt: null,
  };
}
