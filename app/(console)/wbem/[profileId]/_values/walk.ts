import type { WbemPath } from "@/contracts/wbem/values";
import { isPath } from "./parse-path";
import { isSamePath } from "./value-text";

/** The instances a person walked along, and where on that way the person stands. */
export interface Walk {
  steps: readonly WbemPath[];
  at: number;
}

export const noWalk: Walk = { steps: [], at: -1 };
const LONGEST = 30;

/** The walk after a step to an associated instance; what lay ahead before is left. */
export function walkTo(walk: Walk, next: WbemPath): Walk {
  const known = walk.steps.findIndex((step) => isSamePath(step, next));
  if (known !== -1 && known <= walk.at) return { ...walk, at: known };
  const steps = [...walk.steps.slice(0, walk.at + 1), next].slice(-LONGEST);
  return { steps, at: steps.length - 1 };
}

/** The walk when an instance is shown: its place on the way, or a new way where it has none. */
export function arriveAt(walk: Walk, shown: WbemPath): Walk {
  const known = walk.steps.findIndex((step) => isSamePath(step, shown));
  if (known !== -1) return known === walk.at ? walk : { ...walk, at: known };
  return { steps: [shown], at: 0 };
}

/** A walk that was kept as JSON, or no walk where it is none. */
export function parseWalk(kept: unknown): Walk {
  const { steps, at } = Object(kept) as Record<string, unknown>;
  if (!Array.isArray(steps) || !steps.every(isPath) || typeof at !== "number") return noWalk;
  return Number.isInteger(at) && at >= 0 && at < Math.min(steps.length, LONGEST) ? { steps, at } : noWalk;
}
