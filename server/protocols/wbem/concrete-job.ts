/** Jobs that methods start (CIM_ConcreteJob of the DMTF's core schema). */
import { isCimStatus } from "./errors";
import { findByName } from "./model/names";
import type { CimInstance, CimInstanceName, CimParameterValue } from "./model/objects";
import { asInstanceName, numberIn, numbersIn, textIn, valueIn } from "./model/readings";
import type { WbemOperations } from "./operations";
import { CIM_ERR_NOT_FOUND } from "./status-codes";

/** Values of JobState. */
const STATES: ReadonlyMap<number, string> = new Map([
  [2, "New"],
  [3, "Starting"],
  [4, "Running"],
  [5, "Suspended"],
  [6, "Shutting Down"],
  [7, "Completed"],
  [8, "Terminated"],
  [9, "Killed"],
  [10, "Exception"],
  [11, "Service"],
  [12, "Query Pending"],
]);
const SHUTTING_DOWN = 6;
const COMPLETED = 7;
/** Terminated and killed. */
const STOPPED: ReadonlySet<number> = new Set([8, 9]);
const ENDED: ReadonlySet<number> = new Set([COMPLETED, ...STOPPED, 10]);
/** Values of OperationalStatus that say how a job ended where JobState is missing: OK and Completed; Error and Stopped. */
const STATUS_COMPLETED = 17;
const STATUS_FAILED: ReadonlySet<number> = new Set([6, 10]);

/** A job as it is now. */
export interface CimJob {
  name: string | null;
  /** Text of JobState. */
  state: string;
  phase: "active" | "stopping" | "stopped" | "completed" | "failed" | "gone";
  hasEnded: boolean;
  /** Null before the end, and where it cannot be told. */
  isSuccess: boolean | null;
  percentComplete: number | null;
  /** Interval, 25 characters. */
  elapsed: string | null;
  errorText: string | null;
  errorCode: number | null;
  /** The server no longer knows the job: many delete it when it completes. */
  isGone: boolean;
}

function phaseOf(state: number | null, hasEnded: boolean, isSuccess: boolean): CimJob["phase"] {
  if (state === SHUTTING_DOWN) return "stopping";
  if (!hasEnded) return "active";
  if (isSuccess) return "completed";
  return state !== null && STOPPED.has(state) ? "stopped" : "failed";
}

/** Reads the instance of a job. */
export function parseJob(instance: CimInstance): CimJob {
  const state = numberIn(instance, "JobState");
  const statuses = numbersIn(instance, "OperationalStatus");
  const hasFailed = statuses.some((status) => STATUS_FAILED.has(status));
  const isCompleted = state === COMPLETED || (state === null && statuses.includes(STATUS_COMPLETED));
  const hasEnded = state === null ? isCompleted || hasFailed : ENDED.has(state);
  const elapsed = valueIn(instance, "ElapsedTime");
  const percent = numberIn(instance, "PercentComplete");
  const stateText = state === null ? undefined : STATES.get(state);
  return {
    name: textIn(instance, "Name") ?? textIn(instance, "ElementName"),
    state: stateText ?? textIn(instance, "JobStatus") ?? "Unknown",
    phase: phaseOf(state, hasEnded, isCompleted && !hasFailed),
    hasEnded,
    isSuccess: hasEnded ? isCompleted && !hasFailed : null,
    percentComplete: percent !== null && percent <= 100 ? percent : null,
    elapsed: typeof elapsed === "object" && elapsed !== null && "text" in elapsed ? elapsed.text : null,
    errorText: textIn(instance, "ErrorDescription"),
    errorCode: numberIn(instance, "ErrorCode"),
    isGone: false,
  };
}

const GONE: CimJob = {
  name: null,
  state: "Gone",
  phase: "gone",
  hasEnded: true,
  isSuccess: null,
  percentComplete: null,
  elapsed: null,
  errorText: null,
  errorCode: null,
  isGone: true,
};

/** Reads a job; one that the server has forgotten is an end whose outcome is unknown. @throws what `GetInstance` throws */
export async function readJob(
  operations: Pick<WbemOperations, "GetInstance">,
  path: CimInstanceName,
  signal?: AbortSignal,
): Promise<CimJob> {
  try {
    return parseJob(await operations.GetInstance(path, { LocalOnly: false, signal }));
  } catch (error) {
    if (isCimStatus(error, CIM_ERR_NOT_FOUND)) return GONE;
    throw error;
  }
}

/** The job that a method has started: its output parameter Job, or the first that refers to one. */
export function findStartedJob(outputs: readonly CimParameterValue[]): CimInstanceName | null {
  const references = outputs.flatMap(({ name, value }) => {
    const path = asInstanceName(value);
    return path === null ? [] : [{ name, path }];
  });
  const named = findByName(references, "Job") ?? references.find(({ path }) => /job$/i.test(path.className));
  return named?.path ?? null;
}
