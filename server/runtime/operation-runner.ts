import type { OperationRun, RunState } from "@/contracts/operation";
import { DeviceError } from "@/server/protocols/errors";
import type { InvokeRequest, JobState } from "@/server/protocols/kind";
import { TransportError } from "@/server/transport/errors";
import { type Clock, pause } from "./clock";
import type { RuntimeLog, SessionPool } from "./session-pool";

/** What a run has become; fields left out stay. */
export interface RunChange {
  state?: RunState;
  progress?: string;
  isCancelable?: boolean;
  jobUri?: string | null;
  /** What a later process needs to go on with the run. */
  acceptedStatuses?: readonly string[];
  endedAt?: Date;
  endStatus?: string | null;
  deviceStatus?: number | null;
  deviceReason?: number | null;
  problem?: OperationRun["problem"];
}

export interface OperationRunnerPorts {
  pool: SessionPool;
  /** Stores a change and tells everybody who watches. */
  save(runId: string, change: RunChange): Promise<void>;
  /** Called once a run has ended, to complete its audit record. */
  ended(runId: string, outcome: "success" | "failure", change: RunChange): Promise<void>;
  /** Turns an error into what the run's page shows. */
  problemOf(error: unknown): NonNullable<OperationRun["problem"]>;
  /** Calls back for the jobs that the device announces as completed and the objects whose status it says has changed. */
  onHint(listener: (profileId: string, uri: string) => void): () => void;
  /** Keeps the notification stream open while a run goes on; it shortens the wait. */
  watch(profileId: string): () => void;
  clock: Clock;
  log: RuntimeLog;
  timings?: Partial<RunnerTimings>;
}

export interface RunnerTimings {
  firstPollMs: number;
  longestPollMs: number;
  statusPollMs: number;
}

const TIMINGS: RunnerTimings = { firstPollMs: 500, longestPollMs: 10_000, statusPollMs: 500 };

export interface RunRequest extends InvokeRequest {
  runId: string;
  profileId: string;
  acceptStatuses: readonly string[];
  operationTimeoutMs: number;
  statusTimeoutMs: number;
  isCancelable: boolean;
}

/** What it takes to follow an operation that the device has taken. */
export interface FollowedRun {
  runId: string;
  profileId: string;
  target: string;
  /** Undefined where there is no job, or where it has ended. */
  jobUri: string | undefined;
  startedAtMs: number;
  /** Statuses that end the wait after the job; empty where none is waited for. */
  acceptedStatuses: readonly string[];
  operationTimeoutMs: number;
  statusTimeoutMs: number;
}

interface ActiveRun {
  profileId: string;
  target: string;
  jobUri: string | undefined;
  isCancelRequested: boolean;
  abort: AbortController;
  wake: AbortController;
  done: Promise<void>;
}

const GOOD_STATUSES = new Set([200, 201, 204]);

function isSuccess(job: JobState): boolean {
  return job.status === "complete" && (job.statusCode === null || GOOD_STATUSES.has(job.statusCode));
}

/** A failure to hear of the job, not of the job itself: an HMC restart, a lost connection, an open breaker. */
function isOutOfSight(error: unknown): boolean {
  if (error instanceof TransportError) return true;
  if (!(error instanceof DeviceError)) return false;
  return ["device_unreachable", "device_unavailable", "device_protocol", "device_timeout", "conflict"].includes(
    error.code,
  );
}

/**
 * Follows operations to their end: request, job, wanted status. A run is a row that anybody may look at; this class holds
 * only what moves it on.
 */
export class OperationRunner {
  readonly #ports: OperationRunnerPorts;
  readonly #timings: RunnerTimings;
  readonly #active = new Map<string, ActiveRun>();
  readonly #forgetHints: () => void;
  #isStopped = false;

  constructor(ports: OperationRunnerPorts) {
    this.#ports = ports;
    this.#timings = { ...TIMINGS, ...ports.timings };
    this.#forgetHints = ports.onHint((profileId, uri) => {
      for (const run of this.#active.values()) {
        if (run.profileId === profileId && (run.jobUri === uri || run.target === uri)) this.#wake(run);
      }
    });
  }

  get activeRuns(): number {
    return this.#active.size;
  }

  /**
   * Asks the device, once, and follows what it says from then on by itself. Resolves once the device has taken the
   * operation; rejects with its refusal, after the run has been ended as refused or failed. Nothing is ever asked twice.
   */
  async start(request: RunRequest): Promise<void> {
    const { pool, clock } = this.#ports;
    if (this.#isStopped) throw new DeviceError("shutting_down", "The console is shutting down.");
    const run = this.#open(request);
    const stopWatching = this.#ports.watch(request.profileId);
    let acceptedStatuses: readonly string[];
    let jobUri: string | undefined;
    try {
      const expected = await pool.use(request.profileId, (connection) =>
        connection.expectedStatuses(request, run.abort.signal),
      );
      acceptedStatuses = expected.length === 0 ? [] : [...new Set([...expected, ...request.acceptStatuses])];
      const result = await pool.use(request.profileId, (connection) => connection.invoke(request));
      jobUri = result.kind === "job" ? result.job.jobUri : undefined;
    } catch (error) {
      stopWatching();
      this.#active.delete(request.runId);
      await this.#fail(request.runId, error, stateAfterRefusal(error));
      throw error;
    }
    run.jobUri = jobUri;
    const startedAtMs = clock.now();
    if (jobUri !== undefined) {
      await this.#ports.save(request.runId, {
        state: "running",
        progress: "The device works on it.",
        jobUri,
        acceptedStatuses,
        isCancelable: request.isCancelable,
      });
    }
    this.#follow(run, { ...request, acceptedStatuses, jobUri, startedAtMs }, stopWatching);
  }

  /** Goes on with a run that an earlier process left in the middle of its job or of the wait for its status. */
  resume(followed: FollowedRun): void {
    const run = this.#open(followed);
    run.jobUri = followed.jobUri;
    this.#follow(run, followed, this.#ports.watch(followed.profileId));
  }

  /**
   * Asks the device to cancel the job of a run.
   * @throws DeviceError `job_not_cancelable` where there is none or the device refuses.
   */
  async cancel(runId: string): Promise<void> {
    const run = this.#active.get(runId);
    if (run?.jobUri === undefined) {
      throw new DeviceError("job_not_cancelable", "There is no job that could be cancelled any more.");
    }
    const { jobUri } = run;
    await this.#ports.pool.use(run.profileId, (connection) => connection.cancelJob(jobUri));
    run.isCancelRequested = true;
    await this.#ports.save(runId, {
      state: "cancel_pending",
      progress: "The device was asked to cancel.",
      isCancelable: false,
    });
    this.#wake(run);
  }

  /** Leaves every run where it is: its row says enough for the next start to go on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#forgetHints();
    const runs = [...this.#active.values()];
    for (const run of runs) run.abort.abort();
    await Promise.all(runs.map((run) => run.done));
  }

  #open({ runId, profileId, target }: Pick<FollowedRun, "runId" | "profileId" | "target">): ActiveRun {
    const run: ActiveRun = {
      profileId,
      target,
      jobUri: undefined,
      isCancelRequested: false,
      abort: new AbortController(),
      wake: new AbortController(),
      done: Promise.resolve(),
    };
    this.#active.set(runId, run);
    return run;
  }

  #wake(run: ActiveRun): void {
    const { wake } = run;
    run.wake = new AbortController();
    wake.abort();
  }

  #follow(run: ActiveRun, followed: FollowedRun, stopWatching: () => void): void {
    run.done = this.#followToEnd(run, followed)
      .catch((error: unknown) => this.#lost(followed.runId, error))
      .finally(() => {
        stopWatching();
        this.#active.delete(followed.runId);
      });
  }

  async #followToEnd(run: ActiveRun, request: FollowedRun): Promise<void> {
    const { jobUri } = request;
    if (jobUri !== undefined) {
      const job = await this.#awaitJob(run, jobUri, request);
      if (job === undefined) return;
      await this.#forgetJob(run, jobUri);
      if (job.status === "canceled") {
        await this.#end(request.runId, "failure", {
          state: "cancelled",
          progress: job.message ?? "The device has cancelled it.",
          deviceStatus: job.statusCode,
          deviceReason: job.reasonCode,
        });
        return;
      }
      if (!isSuccess(job)) {
        await this.#endFailedJob(request.runId, job);
        return;
      }
    }
    await this.#settle(run, request);
  }

  /** Polls in growing steps until the job has ended; undefined where the run was ended or left meanwhile. */
  async #awaitJob(run: ActiveRun, jobUri: string, request: FollowedRun): Promise<JobState | undefined> {
    const { clock, pool } = this.#ports;
    const deadline = request.startedAtMs + request.operationTimeoutMs;
    let stepMs = this.#timings.firstPollMs;
    let isInSight = true;
    for (;;) {
      const { wake } = run;
      try {
        const job = await pool.use(run.profileId, (connection) => connection.getJob(jobUri, run.abort.signal));
        if (job.status === "complete" || job.status === "canceled") return job;
        if (!isInSight) await this.#ports.save(request.runId, { progress: "The device works on it." });
        isInSight = true;
      } catch (error) {
        if (run.abort.signal.aborted) return undefined;
        if (error instanceof DeviceError && error.code === "device_not_found") {
          await this.#fail(
            request.runId,
            error,
            "unknown",
            "The device has forgotten the job; it may have been restarted.",
          );
          return undefined;
        }
        if (!isOutOfSight(error)) throw error;
        if (isInSight) {
          await this.#ports.save(request.runId, {
            progress: "The device does not answer; the console goes on asking.",
          });
        }
        isInSight = false;
      }
      if (clock.now() >= deadline) {
        const seconds = Math.round(request.operationTimeoutMs / 1000);
        const message = `The job did not end within ${seconds} s. The device may still be working on it.`;
        await this.#fail(request.runId, new DeviceError("device_timeout", message), "unknown", message);
        return undefined;
      }
      await pause(
        clock,
        Math.min(stepMs, Math.max(1, deadline - clock.now())),
        AbortSignal.any([run.abort.signal, wake.signal]),
      );
      if (run.abort.signal.aborted) return undefined;
      stepMs = Math.min(this.#timings.longestPollMs, stepMs * 1.6);
    }
  }

  /** Waits until the object shows a wanted status, which may lag behind its job (HMC reference, section 6). */
  async #settle(run: ActiveRun, request: FollowedRun): Promise<void> {
    const { clock, pool } = this.#ports;
    const accepted = new Set(request.acceptedStatuses);
    if (accepted.size === 0) {
      await this.#end(request.runId, "success", { state: "succeeded", progress: "Done." });
      return;
    }
    await this.#ports.save(request.runId, {
      state: "settling",
      isCancelable: false,
      acceptedStatuses: request.acceptedStatuses,
      progress: `Done by the device; waiting for status ${[...accepted].join(" or ")}.`,
    });
    const deadline = clock.now() + request.statusTimeoutMs;
    let status: string | null = null;
    let stepMs = this.#timings.statusPollMs;
    for (;;) {
      const { wake } = run;
      try {
        status = await pool.use(run.profileId, (connection) => connection.getStatus(request.target, run.abort.signal));
        if (status !== null && accepted.has(status)) {
          await this.#end(request.runId, "success", {
            state: "succeeded",
            progress: `Done: ${status}.`,
            endStatus: status,
          });
          return;
        }
      } catch (error) {
        if (run.abort.signal.aborted) return;
        if (!isOutOfSight(error)) throw error;
      }
      if (clock.now() >= deadline) {
        const seconds = Math.round(request.statusTimeoutMs / 1000);
        const message = `The device carried it out, but after ${seconds} s the status is ${status ?? "not known"} instead of ${[...accepted].join(" or ")}.`;
        await this.#fail(request.runId, new DeviceError("device_timeout", message), "failed", message, status);
        return;
      }
      await pause(
        clock,
        Math.min(stepMs, Math.max(1, deadline - clock.now())),
        AbortSignal.any([run.abort.signal, wake.signal]),
      );
      if (run.abort.signal.aborted) return;
      // A status-change wakes it at once; polling is for devices that send none.
      stepMs = Math.min(this.#timings.longestPollMs, stepMs * 1.3);
    }
  }

  async #forgetJob(run: ActiveRun, jobUri: string): Promise<void> {
    try {
      await this.#ports.pool.use(run.profileId, (connection) => connection.deleteJob(jobUri));
    } catch (error) {
      this.#ports.log.info({ profileId: run.profileId, err: error }, "an ended job could not be deleted on the device");
    }
  }

  async #endFailedJob(runId: string, job: JobState): Promise<void> {
    const error = new DeviceError("device_conflict", "The device reports that the operation failed.", {
      device: {
        status: job.statusCode ?? undefined,
        reason: job.reasonCode ?? undefined,
        message: job.message ?? undefined,
      },
      remedy: "Read the device's message, and what the object's status allows.",
    });
    await this.#end(runId, "failure", {
      state: "failed",
      progress: job.message ?? error.message,
      deviceStatus: job.statusCode,
      deviceReason: job.reasonCode,
      problem: this.#ports.problemOf(error),
    });
  }

  async #fail(
    runId: string,
    error: unknown,
    state: "failed" | "refused" | "unknown",
    progress?: string,
    endStatus?: string | null,
  ): Promise<void> {
    const problem = this.#ports.problemOf(error);
    await this.#end(runId, "failure", {
      state,
      progress: progress ?? problem.detail,
      problem,
      endStatus: endStatus ?? null,
      deviceStatus: problem.device?.status ?? null,
      deviceReason: problem.device?.reason ?? null,
    });
  }

  async #lost(runId: string, error: unknown): Promise<void> {
    try {
      await this.#fail(runId, error, "unknown");
    } catch (saving) {
      this.#ports.log.error({ runId, err: saving }, "the end of an operation could not be stored");
    }
  }

  async #end(runId: string, outcome: "success" | "failure", change: RunChange): Promise<void> {
    const complete = { ...change, isCancelable: false, endedAt: new Date(this.#ports.clock.now()) };
    await this.#ports.save(runId, complete);
    await this.#ports.ended(runId, outcome, complete);
  }
}

/** True where nothing of the operation can have reached the device. */
function isBeforeSending(error: unknown): boolean {
  if (error instanceof TransportError) return error.facts.phase !== "exchange";
  return error instanceof DeviceError && error.device?.status === undefined;
}

/** What has become of a run whose operation the device did not take. */
function stateAfterRefusal(error: unknown): "failed" | "refused" | "unknown" {
  if (isOutOfSight(error) && !isBeforeSending(error)) return "unknown";
  // Whoever asked is told at once, and nothing waits to be mended (HMC reference, section 5.2: 409).
  const isInTheWay = error instanceof DeviceError && (error.code === "device_busy" || error.device?.status === 409);
  return isInTheWay ? "refused" : "failed";
}
