export { createFakeWbem, type FakeWbem } from "./fake-wbem";
export type { FaultScope, WbemFault } from "./faults";
export { MAIN_NAMESPACE, STORAGE_NAMESPACE } from "./inventory";
export { startWbemLife } from "./life";
export { DEFAULT_WBEM_USER, type FakeWbemOptions, type FakeWbemUser } from "./options";
export type { Quirks } from "./quirks";
export type { RecordedWbemRequest } from "./wbem-server";
