"use client";

import { useApiMutation } from "@/app/_client/mutations";
import { ownProblem } from "@/app/_client/own-problem";
import { problemOf } from "@/app/_client/problem";
import { Button, InlineLoading } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { sendWbemTestIndication } from "@/contracts/addresses/wbem";
import type { WbemPath } from "@/contracts/wbem/values";
import { useExplorer } from "../explorer-context";

/** Sends one alert to the listener of a subscription, and tells what became of it. */
export function TestDialog({ destination, onClose }: { destination: WbemPath; onClose: () => void }) {
  const { profile } = useExplorer();
  const sending = useApiMutation(sendWbemTestIndication);
  const { data, error, isPending } = sending;
  return (
    <ModalDialog
      title="Test the listener"
      onClose={onClose}
      footer={
        <>
          {isPending ? <InlineLoading className="sb-dialog__progress" description="Sending" /> : null}
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
          <Button
            size="md"
            aria-disabled={isPending}
            onClick={() => {
              if (!isPending) sending.mutate({ params: { profileId: profile.id }, body: { destination } });
            }}
          >
            {data === undefined ? "Send an indication" : "Send another"}
          </Button>
        </>
      }
    >
      <div className="sb-stack">
        <p>
          The console sends one alert to the destination of the subscription, in place of the server and without
          credentials. It shows whether the listener is there, not whether the server reaches it.
        </p>
        {error === null ? null : <ProblemNotice problem={problemOf(error)} />}
        {data?.problem ? <ProblemNotice problem={ownProblem(data.problem)} /> : null}
        {data?.isTaken ? (
          <Notice
            tone="ok"
            role="status"
            title={`${data.url} took it in ${Math.round(data.durationMs).toLocaleString("en")} ms`}
          />
        ) : null}
      </div>
    </ModalDialog>
  );
}
