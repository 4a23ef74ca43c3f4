/** Jobs that methods start (CIM_ConcreteJob; reference, section 7). */
import { parseDatetime } from "../model/datetime";
import { findByName } from "../model/names";
import type { CimInstance, CimValue } from "../model/objects";
import { datetimeText, intervalText } from "./instance-builder";
import type { WbemState } from "./state";
import type { StoredInstance } from "./stored-instance";

const STEPS = 5;
export const jobStates = { starting: 3, running: 4, completed: 7, terminated: 8, killed: 9, exception: 10 } as const;
const finalStates: readonly CimValue[] = [
  jobStates.completed,
  jobStates.terminated,
  jobStates.killed,
  jobStates.exception,
];

export interface JobWork {
  namespace: string;
  name: string;
  /** Who started it. */
  owner: StoredInstance;
  /** Done when the job completes; what it returns is what the job has worked on. */
  finish(): StoredInstance | undefined;
}

export class Jobs {
  #count = 0;
  readonly #errors = new Map<string, CimInstance>();
  /** The next job ends with this error. */
  nextError: CimInstance | undefined;

  /** The error that a job has ended with. */
  errorOf(job: StoredInstance): CimInstance | null {
    return this.#errors.get(String(findByName(job.properties, "InstanceID")?.value)) ?? null;
  }

  /** Starts a job that goes through its steps by the clock. */
  start(state: WbemState, work: JobWork): StoredInstance {
    this.#count += 1;
    const { repository } = state;
    const instanceId = `SBX:job:${this.#count}`;
    const startedMs = state.now().getTime();
    const job = repository.add(work.namespace, "SBX_StorageJob", {
      InstanceID: instanceId,
      Name: work.name,
      ElementName: work.name,
      JobState: jobStates.starting,
      JobStatus: "Starting",
      PercentComplete: 0,
      TimeSubmitted: state.now(),
      StartTime: state.now(),
      ElapsedTime: intervalText(0),
      TimeOfLastStateChange: state.now(),
      TimeBeforeRemoval: intervalText(300_000),
      DeleteOnCompletion: false,
      Priority: 0,
      OperationalStatus: [2],
    });
    repository.add(work.namespace, "CIM_OwningJobElement", { OwningElement: work.owner.path, OwnedElement: job.path });
    const error = this.nextError;
    this.nextError = undefined;
    const step = (number: number) => {
      const current = repository.findInstance(job.path, repository.getNamespace(work.namespace));
      if (current === undefined || isOver(current)) return;
      const isLast = number === STEPS;
      const failure = isLast ? error : undefined;
      if (failure !== undefined) this.#errors.set(instanceId, failure);
      const affected = isLast && failure === undefined ? work.finish() : undefined;
      if (affected !== undefined) {
        const ends = { AffectedElement: affected.path, AffectingElement: job.path, ElementEffects: [5] };
        repository.add(work.namespace, "CIM_AffectedJobElement", ends);
      }
      const ending =
        failure === undefined
          ? { JobState: jobStates.completed, JobStatus: "Completed", OperationalStatus: [17, 2], ErrorCode: 0 }
          : { JobState: jobStates.exception, JobStatus: "Failed", OperationalStatus: [17, 6], ErrorCode: 1 };
      repository.update(job, {
        PercentComplete: Math.round((100 * number) / STEPS),
        ElapsedTime: parseDatetime(intervalText(state.now().getTime() - startedMs)),
        TimeOfLastStateChange: parseDatetime(datetimeText(state.now())),
        ...(isLast ? ending : { JobState: jobStates.running, JobStatus: "Running" }),
      });
      if (!isLast) state.timers.after(state.settings.jobMs / STEPS, () => step(number + 1));
    };
    state.timers.after(state.settings.jobMs / STEPS, () => step(1));
    return job;
  }
}

/** True once a job has ended, whichever way. */
export function isOver(job: CimInstance): boolean {
  return finalStates.includes(findByName(job.properties, "JobState")?.value ?? null);
}
