/** What start, stop, activate and the like have in common (hmc-web-services-api.md, section 6). */
import { type ApiReply, requireTask, type SessionRequest } from "../api";
import { HmcApiError, wrongStatus } from "../errors";
import type { JobOutcome } from "../jobs";
import { type FakeObject, type TaskName, text } from "../model";
import type { HmcState } from "../state";

export interface OperationPlan {
  task: TaskName;
  operation: string;
  /** Statuses the object may have; any where absent. Another one answers 409.1 at once. */
  fromStatus?: readonly string[];
  /** Status while the job runs. */
  interimStatus?: string;
  finalStatus: string;
  isCancelable: boolean;
  /** A failure that only the machine finds: it ends the job, not the request. */
  refusal?: () => JobOutcome | undefined;
  /** Further changes that come with the final status. */
  afterwards?: () => void;
}

/**
 * Starts the job of an operation on one object and answers 202 with its URI.
 * Throws HmcApiError 403.1, 409.1 (wrong status) and 409.2 (busy).
 */
export function startOperation(
  object: FakeObject,
  plan: OperationPlan,
  request: SessionRequest,
  hmc: HmcState,
): ApiReply {
  requireTask(request.session, plan.task);
  const name = text(object.properties, "name");
  if (hmc.jobs.isBusy(object.uri)) {
    throw new HmcApiError(409, 2, `The object '${name}' is currently busy performing another operation.`);
  }
  const statusBefore = text(object.properties, "status");
  if (plan.fromStatus !== undefined && !plan.fromStatus.includes(statusBefore)) throw wrongStatus(name, statusBefore);
  if (plan.interimStatus !== undefined) hmc.inventory.setStatus(object.uri, plan.interimStatus);
  const setStatusIfPresent = (status: string) => {
    if (hmc.inventory.find(object.uri) === object) hmc.inventory.setStatus(object.uri, status);
  };
  const jobUri = hmc.jobs.start({
    operation: plan.operation,
    userid: request.session.user.userid,
    targetUri: object.uri,
    isCancelable: plan.isCancelable,
    finish: () => plan.refusal?.() ?? { statusCode: 204 },
    restore: () => setStatusIfPresent(statusBefore),
    afterEnd: (outcome) => {
      if (outcome.statusCode >= 300) return;
      hmc.timers.after(hmc.settings.statusLagMs, () => {
        setStatusIfPresent(plan.finalStatus);
        plan.afterwards?.();
      });
    },
  });
  return { status: 202, body: { "job-uri": jobUri } };
}
