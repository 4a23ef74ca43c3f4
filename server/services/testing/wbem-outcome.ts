import type { WbemOutcome } from "@/contracts/wbem/schema";
import type { ChangeLines } from "../wbem/planned-change";

/** Reads a change to its end. @throws what the order was refused with, or has ended with */
export async function outcomeOf(change: Promise<ChangeLines>): Promise<WbemOutcome> {
  for await (const line of await change) if (line.kind === "outcome") return line.outcome;
  throw new Error("The change has ended without an outcome.");
}
