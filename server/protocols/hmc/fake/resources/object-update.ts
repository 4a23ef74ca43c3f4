import { type ApiReply, noContent, requireTask, type SessionRequest } from "../api";
import { requireObjectBody } from "../body";
import { HmcApiError } from "../errors";
import { type FakeObject, isProperties, type JsonValue, type Properties, type TaskName } from "../model";
import type { HmcState } from "../state";

interface UpdateRules {
  task: TaskName;
  writable: ReadonlySet<string>;
  /** Accepted and never returned (section 4). */
  writeOnly: ReadonlySet<string>;
}

function sameType(value: JsonValue, current: JsonValue): boolean {
  if (current === null || value === null) return true;
  if (Array.isArray(current)) return Array.isArray(value);
  if (isProperties(current)) return isProperties(value);
  return typeof value === typeof current;
}

/**
 * The writable properties among the fields, checked against the object's current ones.
 * Throws HmcApiError 400.6 (unknown or not writable), 400.7 (wrong type) and 400.8 (name in use).
 */
export function readChanges(object: FakeObject, rules: UpdateRules, fields: Properties, hmc: HmcState): Properties {
  const changes: Properties = {};
  for (const [name, value] of Object.entries(fields)) {
    if (rules.writeOnly.has(name)) {
      if (typeof value !== "string") throw new HmcApiError(400, 7, `The property '${name}' must be a string.`);
      continue;
    }
    if (!rules.writable.has(name)) {
      throw new HmcApiError(400, 6, `The property '${name}' is not recognized or not writable.`);
    }
    if (!sameType(value, object.properties[name] ?? null)) {
      throw new HmcApiError(400, 7, `The value of the property '${name}' has the wrong type.`);
    }
    changes[name] = value;
  }
  if (typeof changes.name === "string") requireUniqueName(object, changes.name, hmc);
  return changes;
}

/**
 * Updates an object (section 4, update by POST to the object's own URI).
 * Throws HmcApiError 400.3 and 403.1 besides those of `readChanges`.
 */
export function updateObject(object: FakeObject, rules: UpdateRules, request: SessionRequest, hmc: HmcState): ApiReply {
  requireTask(request.session, rules.task);
  hmc.inventory.setProperties(object.uri, readChanges(object, rules, requireObjectBody(request), hmc));
  return noContent;
}

function requireUniqueName(object: FakeObject, name: string, hmc: HmcState): void {
  const siblings = hmc.inventory.list(object.class, object.cpcUri ?? undefined);
  if (siblings.some((sibling) => sibling !== object && sibling.properties.name === name)) {
    throw new HmcApiError(400, 8, `The name '${name}' is already in use.`);
  }
}
