export type { EventShape, FakeEvent } from "./events";
export { createFakeBmc, type FakeBmc } from "./fake-bmc";
export type { FakeFault, FaultPattern } from "./faults";
export type { HostPhase } from "./host";
export { startBmcLife } from "./life";
export type { FakeBmcUser } from "./model";
export { DEFAULT_USER, type FakeBmcOptions } from "./options";
export type { VmiDefect } from "./vmi-defects";
export type { FakeVmiInterface } from "./vmi-interfaces";
