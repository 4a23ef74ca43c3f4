export { type FakeHmcClock, ManualClock } from "./clock";
export {
  demoInventory,
  type GeneratedInventoryOptions,
  generatedInventory,
  type InventoryOptions,
  testSiteInventory,
} from "./demo-inventory";
export { createFakeHmc, DEFAULT_USER, type FakeHmc } from "./fake-hmc";
export type { FakeHmcFaults, FaultScope, HttpFault } from "./faults";
export { Inventory, type InventoryChange } from "./inventory";
export { type Life, type LifeOptions, startLife } from "./life";
export type { FakeObject, JsonValue, ObjectClass, Properties, TaskName } from "./model";
export type { FakeNotification, OsMessage } from "./notifications";
export { buildConsole, buildCpc, buildLogicalPartition, buildPartition } from "./object-builders";
export type { FakeHmcLevel, FakeHmcOptions, FakeHmcTls, FakeHmcUser } from "./options";
export type { RecordedRequest, RequestLog, RequestPattern } from "./request-log";
