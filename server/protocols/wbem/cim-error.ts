/** What a refusal says of itself beyond its code: instances of CIM_Error (DSP0200, section 5.2; reference, section 9.1). */
import type { CimInstance } from "./model/objects";
import { textIn, textsIn } from "./model/readings";

function textOf(error: CimInstance, name: string): string {
  return textIn(error, name)?.trim() ?? "";
}

/** One error in words, without what the description of the refusal says already. */
function wordsOf(error: CimInstance, said: string): string {
  const message = textOf(error, "Message");
  const id = [textOf(error, "OwningEntity"), textOf(error, "MessageID")].filter(Boolean).join(" ");
  const actions = textsIn(error, "RecommendedActions")
    .filter((item) => item.trim() !== "")
    .join(" ");
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
