/** What a refusal says of itself beyond its code: instances of CIM_Error (DSP0200, section 5.2; reference, section 9.1). */
import { findByName } from "./model/names";
import type { CimInstance } from "./model/objects";

function textOf({ properties }: CimInstance, name: string): string {
  const value = findByName(properties, name)?.value;
  return typeof value === "string" ? value.trim() : "";
}

function listOf({ properties }: CimInstance, name: string): string {
  const value = findByName(properties, name)?.value;
  if (!Array.isArray(value)) return "";
  return value.filter((item) => typeof item === "string" && item.trim() !== "").join(" ");
}

/** One error in words, without what the description of the refusal says already. */
function wordsOf(error: CimInstance, said: string): string {
  const message = textOf(error, "Message");
  const id = [textOf(error, "OwningEntity"), textOf(error, "MessageID")].filter(Boolean).join(" ");
  const actions = listOf(error, "RecommendedActions");
  const parts = [
    message === "" || said.includes(message) ? "" : message,
    id === "" ? "" : `(${id})`,
    actions === "" ? "" : `Recommended: ${actions}`,
  ];
  return parts.filter(Boolean).join(" ");
}

/** What the server said of a refusal: its description, then each error's message, id and recommended actions. */
export function describeRefusal(description: string, instances: readonly CimInstance[]): string {
  const said = description.trim();
  return [said, ...instances.map((error) => wordsOf(error, said))].filter(Boolean).join(" ");
}
