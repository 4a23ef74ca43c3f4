/** Changes of many parts: what is to be done is known, and shown, before anything is sent. */
import type { ClassRepository } from "../class-repository";
import type { ProfileOperations } from "../profile-operations";

/** Longer plans are refused: nobody reads them, and a request would take too long. */
export const MOST_STEPS = 5_000;

export type StepAction = "create" | "modify" | "delete" | "keep";
export type StepObject = "qualifier" | "class" | "instance" | "namespace";

export type StepOperations = ProfileOperations;

/** What plans are made from. */
export interface PlanSource {
  operations: StepOperations;
  classes: ClassRepository;
}

/** One change, or an object that stays as it is. */
export interface Step {
  action: StepAction;
  object: StepObject;
  /** Name of the class, qualifier type or namespace; WBEM URI of an instance, or its class where the server makes its keys. */
  name: string;
  /** What it is made from beside its name, as a text: made from anything else it is another step. */
  basis?: string;
  /** Sends it: one request. */
  send(operations: StepOperations): Promise<unknown>;
}

/** The steps in their order. */
export interface Plan {
  steps: Step[];
  /** Why it cannot be carried out as it is. */
  obstacles: string[];
  /** What the reader should know of it. */
  notes: string[];
}

/** A step for something that is as it should be. */
export function keep(object: StepObject, name: string): Step {
  return { action: "keep", object, name, send: async () => undefined };
}

/** Refuses what is too long to be carried out, of which not all needs to have been listed. */
export function bounded(plan: Plan): Plan {
  if (plan.steps.length <= MOST_STEPS) return plan;
  const limit = MOST_STEPS.toLocaleString("en");
  return { ...plan, obstacles: [...plan.obstacles, `It takes more than ${limit} steps, which are not made at once.`] };
}
