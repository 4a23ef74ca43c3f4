import type { DiagnosisRemedy, DiagnosisStep } from "@/contracts/diagnosis";

type Fault = NonNullable<DiagnosisStep["faults"]>[number];

/** What to do about a step, as it is shown beside it. */
export interface WaysOut {
  faults: { fault: Fault; ways: DiagnosisRemedy[] }[];
  ways: DiagnosisRemedy[];
  /** Title of the earlier step that shows all of it already. */
  above: string | null;
}

/** The remedy and its alternatives, each with a button of its own. */
function listWays(remedy: DiagnosisRemedy | undefined): DiagnosisRemedy[] {
  return remedy === undefined ? [] : [remedy, ...(remedy.alternatives ?? [])];
}

/** The ways out of each step, by its id; a way that several steps name is shown at the first of them only. */
export function waysOutOf(steps: readonly DiagnosisStep[]): Map<string, WaysOut> {
  const shownAt = new Map<string, DiagnosisStep>();
  const found = new Map<string, WaysOut>();
  for (const step of steps) {
    let above: string | null = null;
    let hasOwn = false;
    const fresh = (remedy: DiagnosisRemedy | undefined) =>
      listWays(remedy).filter((way) => {
        const earlier = shownAt.get(way.text);
        if (earlier === undefined) {
          shownAt.set(way.text, step);
          hasOwn = true;
        } else if (earlier.id !== step.id) above ??= earlier.title;
        return earlier === undefined;
      });
    const faults = (step.faults ?? []).map((fault) => ({ fault, ways: fresh(fault.remedy) }));
    const ways = fresh(step.remedy);
    found.set(step.id, { faults, ways, above: hasOwn ? null : above });
  }
  return found;
}
