/** Asynchronous operations (hmc-web-services-api.md, section 6). */
import { randomUUID } from "node:crypto";
import type { Timers } from "./clock";
import { HmcApiError, notFound } from "./errors";
import type { Properties } from "./model";
import type { HmcSettings } from "./options";

export type JobStatus = "running" | "cancel-pending" | "canceled" | "complete";

/** What a job ends with: the status the operation would have had as a plain request. */
export interface JobOutcome {
  statusCode: number;
  reasonCode?: number;
  results?: Properties;
}

interface JobPlan {
  operation: string;
  userid: string;
  /** The object that is busy while the job runs. */
  targetUri: string;
  isCancelable: boolean;
  /** Decides the outcome when the job ends. */
  finish: () => JobOutcome;
  /** Runs after the end has been announced. */
  afterEnd?: (outcome: JobOutcome) => void;
  /** Puts the object back after a cancel or a failure. */
  restore?: () => void;
}

interface Job {
  readonly id: string;
  readonly plan: JobPlan;
  readonly pointOfNoReturnMs: number;
  status: JobStatus;
  outcome: JobOutcome | undefined;
  stopTimer: () => void;
}

const CANCELABLE_SHARE = 0.8;

/** A failing outcome; its text is in `message`, or in `error` as some operations have it. */
export function failedOutcome(
  statusCode: number,
  reasonCode: number,
  message: string,
  field: "message" | "error" = "message",
): JobOutcome {
  return { statusCode, reasonCode, results: { [field]: message } };
}

/** The jobs of one simulated HMC. */
export class JobStore {
  readonly #settings: HmcSettings;
  readonly #timers: Timers;
  readonly #announce: (jobUri: string, userid: string) => void;
  readonly #jobs = new Map<string, Job>();
  readonly #forcedOutcomes: JobOutcome[] = [];

  constructor(settings: HmcSettings, timers: Timers, announce: (jobUri: string, userid: string) => void) {
    this.#settings = settings;
    this.#timers = timers;
    this.#announce = announce;
  }

  /** Starts a job and returns its URI. */
  start(plan: JobPlan): string {
    const durationMs = this.#settings.jobDurationMs;
    const job: Job = {
      id: randomUUID(),
      plan,
      pointOfNoReturnMs: this.#timers.now() + durationMs * CANCELABLE_SHARE,
      status: "running",
      outcome: undefined,
      stopTimer: () => undefined,
    };
    job.stopTimer = this.#timers.after(durationMs, () => this.#complete(job));
    this.#jobs.set(job.id, job);
    return `/api/jobs/${job.id}`;
  }

  /** Makes the next job end like this whatever it does. */
  forceNextOutcome(outcome: JobOutcome): void {
    this.#forcedOutcomes.push(outcome);
  }

  /** The URIs of jobs that have not been deleted, with their status. */
  list(): { uri: string; operation: string; status: JobStatus }[] {
    return [...this.#jobs.values()].map((job) => ({
      uri: `/api/jobs/${job.id}`,
      operation: job.plan.operation,
      status: job.status,
    }));
  }

  /** True while a job works on the object. */
  isBusy(targetUri: string): boolean {
    for (const job of this.#jobs.values()) {
      if (job.plan.targetUri === targetUri && job.outcome === undefined) return true;
    }
    return false;
  }

  /** Query Job Status; throws 404.1. */
  query(id: string, userid: string): Properties {
    const job = this.#get(id, userid);
    const answer: Properties = { status: job.status };
    if (job.outcome !== undefined) {
      answer["job-status-code"] = job.outcome.statusCode;
      if (job.outcome.reasonCode !== undefined) answer["job-reason-code"] = job.outcome.reasonCode;
      if (job.outcome.results !== undefined) answer["job-results"] = job.outcome.results;
    }
    return answer;
  }

  /** Delete Completed Job Status; throws 404.1 and 409.40 while it has not ended. */
  delete(id: string, userid: string): void {
    const job = this.#get(id, userid);
    if (job.outcome === undefined) throw new HmcApiError(409, 40, "The job has not ended.");
    job.stopTimer();
    this.#jobs.delete(id);
  }

  /** Cancel Job; throws 404.1, 404.4 (cannot be canceled), 409.41 (ended) and 409.42 (cancel pending). */
  cancel(id: string, userid: string): void {
    const job = this.#get(id, userid);
    if (job.outcome !== undefined) throw new HmcApiError(409, 41, "The job has already ended.");
    if (!job.plan.isCancelable) throw new HmcApiError(404, 4, "The operation of this job cannot be canceled.");
    if (job.status === "cancel-pending") throw new HmcApiError(409, 42, "A cancel of the job is already pending.");
    job.status = "cancel-pending";
    if (this.#timers.now() < job.pointOfNoReturnMs) {
      job.stopTimer();
      job.stopTimer = this.#timers.after(this.#settings.jobDurationMs / 4, () => this.#endCanceled(job));
    }
  }

  /** Forgets all jobs, as a restart does. */
  clear(): void {
    for (const job of this.#jobs.values()) job.stopTimer();
    this.#jobs.clear();
  }

  #get(id: string, userid: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined || job.plan.userid.toLowerCase() !== userid.toLowerCase()) throw notFound(`/api/jobs/${id}`);
    return job;
  }

  #complete(job: Job): void {
    const outcome = this.#forcedOutcomes.shift() ?? job.plan.finish();
    job.status = "complete";
    job.outcome = outcome;
    this.#retain(job);
    this.#announce(`/api/jobs/${job.id}`, job.plan.userid);
    if (outcome.statusCode >= 300) job.plan.restore?.();
    job.plan.afterEnd?.(outcome);
  }

  #endCanceled(job: Job): void {
    job.status = "canceled";
    job.outcome = failedOutcome(409, 1, `The operation '${job.plan.operation}' was canceled.`);
    this.#retain(job);
    job.plan.restore?.();
    this.#announce(`/api/jobs/${job.id}`, job.plan.userid);
  }
  #retain(job: Job): void {
    job.stopTimer = this.#timers.after(this.#settings.jobRetentionMs, () => this.#jobs.delete(job.id));
  }
}
