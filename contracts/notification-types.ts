/** Known types; a device may send others, which are kept as text. `gap` and `listener` are our own marks in the history. */
export const notificationTypes = [
  "property-change",
  "status-change",
  "inventory-change",
  "job-completion",
  "log-entry",
  "os-message",
  "gap",
] as const;
