"use client";

import { Facts } from "@/app/_components/feedback/facts";
import { Notice } from "@/app/_components/feedback/notice";
import { describeDuration } from "@/app/_components/feedback/time";
import type { WbemMethodDeclaration } from "@/contracts/wbem/classes";
import type { WbemMethodResult } from "@/contracts/wbem/methods";
import { valueText } from "../_values/value-text";
import { ValueView } from "../_values/value-view";
import { InstanceLink } from "../instance-link";
import { ToleratedNotes } from "../reading";
import { FollowedJob } from "./followed-job";

/** What a method returned: its return value in words, its output parameters, and the job it has started. */
export function MethodResult({ method, result }: { method: WbemMethodDeclaration; result: WbemMethodResult }) {
  const { returnValue, returnText, outputs, job } = result;
  const number = /int/.test(method.returnType) && typeof returnValue !== "object" ? String(returnValue) : null;
  // By convention 0 is success and 4096 "job started"; other numbers mean what the method says.
  const isGood = number === "0" || number === "4096";
  return (
    <div className="sb-stack">
      <Notice
        tone={number === null ? "idle" : isGood ? "ok" : "warn"}
        title={returnText ?? `Return value ${valueText(returnValue, { type: method.returnType }) || "NULL"}`}
        role="status"
      >
        <p>
          {returnText !== null && number !== null ? `Return value ${number}, after ` : "After "}
          {describeDuration(result.durationMs)}.
        </p>
      </Notice>
      {job === null ? null : (
        <FollowedJob job={job}>
          <p className="sb-cluster">
            <span>The method has started a job:</span>
            <InstanceLink path={job.path} uri={job.uri} />
            <span className="sb-muted">Closing this does not stop it; its page shows how it goes on.</span>
          </p>
        </FollowedJob>
      )}
      {outputs.length === 0 ? (
        <p className="sb-muted">No output parameters came back.</p>
      ) : (
        <section aria-label="Output parameters">
          <h3>Output parameters</h3>
          <Facts
            facts={outputs.map((output) => {
              const declared = method.parameters.find(({ name }) => name.toLowerCase() === output.name.toLowerCase());
              const shape = {
                type: output.type ?? declared?.type ?? "string",
                valueMap: declared?.valueMap,
                units: declared?.units,
              };
              return [output.name, <ValueView key={output.name} value={output.value} shape={shape} />];
            })}
          />
        </section>
      )}
      <ToleratedNotes notes={result.notes} />
    </div>
  );
}
