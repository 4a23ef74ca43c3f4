"use client";

import { useId, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { ownProblem } from "@/app/_client/own-problem";
import { problemOf } from "@/app/_client/problem";
import { Select, SelectItem } from "@/app/_components/carbon";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { invokeWbemMethod } from "@/contracts/addresses/wbem";
import type { Problem } from "@/contracts/problem";
import type { WbemMethodResult } from "@/contracts/wbem/methods";
import type { WbemPath } from "@/contracts/wbem/values";
import { pathLabel, valueText } from "../_values/value-text";
import { useExplorer } from "../explorer-context";

/** Of CIM_ConcreteJob: ends a job, among other changes of its state. */
export const STOP_METHOD = "RequestStateChange";
/** Values of its parameter RequestedState. */
const TERMINATE = 4;
const KILL = 5;
/** Return values that say that the job ends: done, and begun. */
const ACCEPTED = ["0", "4096"];

/** What the server answered where it did not take the request; null where it did. */
function refusalOf({ returnValue, returnText }: WbemMethodResult): Problem | null {
  const code = valueText(returnValue, { type: "uint32" });
  if (ACCEPTED.includes(code)) return null;
  return ownProblem({
    title: "The server did not end the job",
    detail: `${STOP_METHOD} returned ${returnText === null ? code : `${code}: ${returnText}`}.`,
    code: "job_not_cancelable",
  });
}

/** Asks before a job is ended; the method that does it has to be typed, as for every method. */
export function StopJobDialog({ path, name, onClose }: { path: WbemPath; name: string; onClose: () => void }) {
  const { profile } = useExplorer();
  const id = useId();
  const toast = useToast();
  const [requestedState, setRequestedState] = useState(TERMINATE);
  const stop = useApiMutation(invokeWbemMethod, {
    invalidates: [keys.wbemPart(profile.id, "job"), keys.wbemPart(profile.id, "instance")],
    onSuccess: (result) => {
      if (refusalOf(result) !== null) return;
      toast({ tone: "ok", title: "The server was asked to end the job" });
      onClose();
    },
  });
  const problem = stop.error ? problemOf(stop.error) : stop.data === undefined ? null : refusalOf(stop.data);
  return (
    <ConfirmDialog
      title={`End the job ${name}?`}
      confirmLabel="End the job"
      nameToType={STOP_METHOD}
      isLoading={stop.isPending}
      error={problem}
      onConfirm={(confirmation) =>
        stop.mutate({
          params: { profileId: profile.id },
          body: {
            path,
            method: STOP_METHOD,
            parameters: [{ name: "RequestedState", type: "uint16", isArray: false, value: requestedState }],
            confirmation,
          },
        })
      }
      onClose={onClose}
    >
      <p>
        The server is asked to end the job <strong>{pathLabel(path)}</strong> before its work is done. What it has done
        so far may stay.
      </p>
      <Select
        id={`${id}-how`}
        labelText="How"
        value={String(requestedState)}
        onChange={({ target }) => setRequestedState(Number(target.value))}
      >
        <SelectItem value={String(TERMINATE)} text="Terminate: in good order" />
        <SelectItem value={String(KILL)} text="Kill: at once, things may be left half done" />
      </Select>
    </ConfirmDialog>
  );
}
