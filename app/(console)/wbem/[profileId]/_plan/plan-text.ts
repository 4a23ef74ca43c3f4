import type { WbemPlan, WbemStep } from "@/contracts/wbem/schema";

const verbs: Record<WbemStep["action"], string> = {
  create: "Create",
  modify: "Modify",
  delete: "Delete",
  keep: "Nothing to do for",
};
const objects: Record<WbemStep["object"], readonly [string, string]> = {
  qualifier: ["qualifier type", "qualifier types"],
  class: ["class", "classes"],
  instance: ["instance", "instances"],
  namespace: ["namespace", "namespaces"],
};

/** One step in words: "Create the class CIM_Foo". */
export function stepText({ action, object, name }: WbemStep): string {
  return `${verbs[action]} the ${objects[object][0]} ${name}`;
}

/** All steps of one kind in words: "Delete 12 instances". */
export function totalText({ action, object, count }: WbemPlan["totals"][number]): string {
  const [one, many] = objects[object];
  return `${verbs[action]} ${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** True if something would be sent. */
export function hasChanges({ totals }: WbemPlan): boolean {
  return totals.some(({ action }) => action !== "keep");
}
