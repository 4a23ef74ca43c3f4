/** Filters, destinations and subscriptions as a server keeps them (DSP1054; reference, section 13.1). */
import { findByName, foldName } from "../model/names";
import type { CimInstance, CimProperty, CimValue } from "../model/objects";
import type { FakeNamespace } from "./namespace";
import { parseQuery } from "./query";
import { CimRefusal, cimStatus, invalidParameter } from "./refusals";
import type { WbemState } from "./state";
import type { StoredInstance } from "./stored-instance";
import { isInstanceName } from "./values";

const NAMED_CLASSES = ["CIM_IndicationFilter", "CIM_ListenerDestination"];

/**
 * Fills what the server decides itself: the names of system and class.
 * @throws CimRefusal 4 for a destination without URL, 14 and 15 for a filter whose query nobody understands.
 */
export function completeSubscriptionObject(
  state: WbemState,
  namespace: FakeNamespace,
  given: CimInstance,
): CimInstance {
  if (!NAMED_CLASSES.some((name) => namespace.isA(given.className, name))) return given;
  const decided: Readonly<Record<string, CimValue>> = {
    systemcreationclassname: "CIM_ComputerSystem",
    systemname: state.settings.serverName,
    creationclassname: given.className,
  };
  const declared = namespace.getClass(given.className).properties;
  const kept = given.properties.filter(({ name }) => !(foldName(name) in decided));
  const added = Object.entries(decided).flatMap(([name, value]): CimProperty[] => {
    const property = findByName(declared, name);
    return property === undefined ? [] : [{ ...property, value }];
  });
  const url = findByName(given.properties, "Destination")?.value;
  if (namespace.isA(given.className, "CIM_ListenerDestination") && (typeof url !== "string" || !URL.canParse(url))) {
    throw invalidParameter("Destination must be a URL.");
  }
  if (namespace.isA(given.className, "CIM_IndicationFilter")) {
    const text = (name: string) => String(findByName(given.properties, name)?.value ?? "");
    parseQuery(text("QueryLanguage"), text("Query"));
  }
  return { ...given, properties: [...kept, ...added] };
}

/** @throws CimRefusal 1 for a filter or destination that a subscription needs. */
export function checkSubscriptionDeletion(state: WbemState, namespace: FakeNamespace, instance: StoredInstance): void {
  if (!NAMED_CLASSES.some((name) => namespace.isA(instance.className, name))) return;
  if (state.repository.referrersOf(instance.path, namespace.name).length > 0) {
    throw new CimRefusal(cimStatus.failed, "A subscription refers to the instance.");
  }
}

/** The instance that a property refers to. */
export function followReference(
  state: WbemState,
  namespace: FakeNamespace,
  from: CimInstance,
  name: string,
): StoredInstance | undefined {
  const value = findByName(from.properties, name)?.value;
  return isInstanceName(value) ? state.repository.findInstance(value, namespace) : undefined;
}
