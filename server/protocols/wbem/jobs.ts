/** Changes that a server carries out at once or as a job, and what becomes of the job (DSP1027; DSP1103). */
import { DeviceError } from "../errors";
import type { InvokeResult, JobState } from "../kind";
import { type CimJob, findStartedJob } from "./concrete-job";
import { isCimStatus } from "./errors";
import { parameterValue } from "./model/builders";
import type { CimInstanceName } from "./model/objects";
import type { MethodResult, WbemOperations } from "./operations";
import { CIM_ERR_METHOD_NOT_AVAILABLE, CIM_ERR_METHOD_NOT_FOUND, CIM_ERR_NOT_SUPPORTED } from "./status-codes";
import { printWbemUri } from "./uri/print";

const JOB_STARTED = 4096;
/** Value of RequestedState of CIM_ConcreteJob: an orderly end. */
const TERMINATE = 4;

/** Value map of the return value of RequestStateChange. */
const refusals: ReadonlyMap<
  number,
  [code: "device_request_rejected" | "device_conflict" | "device_busy", text: string]
> = new Map([
  [1, ["device_request_rejected", "The server does not support this change of state here."]],
  [2, ["device_request_rejected", "The server reports an unknown error."]],
  [3, ["device_conflict", "The change did not end within the time the server allows."]],
  [4, ["device_conflict", "The change has failed."]],
  [5, ["device_request_rejected", "The server found a parameter invalid."]],
  [6, ["device_busy", "The object is in use."]],
  [4097, ["device_conflict", "The present state does not allow this change."]],
  [4098, ["device_request_rejected", "The server does not take a time limit for this change."]],
  [4099, ["device_busy", "The object is busy."]],
]);

const codeOf = ({ returnValue }: MethodResult) => (returnValue === null ? Number.NaN : Number(returnValue));

/** What a method's answer means. @throws DeviceError for a return value that says that it failed */
export function readStarted(result: MethodResult): InvokeResult {
  const { returnValue, outputParameters } = result;
  const code = codeOf(result);
  if (code === 0) return { kind: "done", result: null };
  if (code !== JOB_STARTED) {
    const [errorCode, text] = refusals.get(code) ?? ["device_request_rejected", "The server refused the change."];
    throw new DeviceError(errorCode, `${text} Its method returned ${String(returnValue)}.`);
  }
  const job = findStartedJob(outputParameters);
  if (job === null) return { kind: "done", result: null };
  return { kind: "job", job: { jobUri: printWbemUri({ ...job, host: null }) } };
}

/** A job in the words of every kind; one that the server has deleted has ended, how, it does not say. */
export function toJobState(job: CimJob): JobState {
  const { phase, state, errorText, errorCode } = job;
  const ended = { reasonCode: errorCode, message: errorText ?? state };
  switch (phase) {
    case "active":
      return { status: "running", statusCode: null, reasonCode: null, message: state };
    case "stopping":
      return { status: "cancel-pending", statusCode: null, reasonCode: null, message: state };
    case "stopped":
      return { status: "canceled", statusCode: null, ...ended };
    case "gone":
      return {
        ...ended,
        status: "complete",
        statusCode: null,
        message: "The server deletes jobs when they end; this one is gone.",
      };
    default:
      return { status: "complete", statusCode: phase === "completed" ? 200 : 500, ...ended };
  }
}

/**
 * Asks a job to end in good order (CIM_ConcreteJob.RequestStateChange; DSP1103).
 * @throws DeviceError `job_not_cancelable` where the server or the job does not end that way, CimStatusError
 */
export async function terminateJob(
  operations: Pick<WbemOperations, "InvokeMethod">,
  path: CimInstanceName,
  signal?: AbortSignal,
): Promise<void> {
  const parameters = [parameterValue("RequestedState", "uint16", TERMINATE)];
  let result: MethodResult;
  try {
    result = await operations.InvokeMethod("RequestStateChange", path, parameters, { signal });
  } catch (error) {
    const isUnknown = isCimStatus(error, CIM_ERR_NOT_SUPPORTED, CIM_ERR_METHOD_NOT_AVAILABLE, CIM_ERR_METHOD_NOT_FOUND);
    if (!isUnknown) throw error;
    throw new DeviceError("job_not_cancelable", "The server has no way to end this job.", { cause: error });
  }
  const code = codeOf(result);
  if (code === 0 || code === JOB_STARTED) return;
  const text = refusals.get(code)?.[1] ?? "The server refused to end the job.";
  throw new DeviceError("job_not_cancelable", `${text} RequestStateChange returned ${String(result.returnValue)}.`);
}
