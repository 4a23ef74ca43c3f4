import { problemOf } from "@/app/_client/problem";
import type { RunningChange } from "@/app/_client/wbem-change";
import { Button } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { Progress } from "@/app/_components/feedback/progress";
import { stepText } from "./plan-text";

/** True while steps are made, and once they have ended without an outcome: there is something for `ChangeDialog` to show. */
export function hasBegun({ phase, begun, error }: RunningChange): boolean {
  return phase === "running" || phase === "stopped" || (error !== null && begun !== null);
}

interface ChangeDialogProps {
  title: string;
  change: RunningChange;
  onClose: () => void;
}

/** How far a change is, and the way to stop it. Closing it while steps are made stops them, too. */
export function ChangeDialog({ title, change, onClose }: ChangeDialogProps) {
  const { phase, begun, error, stop } = change;
  const isRunning = phase === "running";
  const leave = isRunning ? stop : onClose;
  const figures =
    begun === null ? "" : `${begun.done.toLocaleString("en")} of ${begun.total.toLocaleString("en")} steps`;
  return (
    <ModalDialog
      title={title}
      onClose={leave}
      footer={
        <Button size="md" kind="secondary" onClick={leave}>
          {isRunning ? "Stop" : "Close"}
        </Button>
      }
    >
      <div className="sb-stack">
        {isRunning ? (
          <Progress
            label={begun === null ? "Comparing with what was shown" : stepText(begun.step)}
            fraction={begun === null ? null : begun.done / begun.total}
            detail={begun === null ? undefined : `${figures} made`}
          />
        ) : (
          <>
            {error === null ? null : <ProblemNotice problem={problemOf(error)} />}
            {begun === null ? (
              <Notice tone="warn" role="status" title="Stopped before the first step" />
            ) : (
              <Notice
                tone="warn"
                role="status"
                title={`${phase === "stopped" ? "Stopped" : "Broken off"} after ${figures}`}
              >
                What was made stays made. This step had begun, and may have been made as well: {stepText(begun.step)}.
              </Notice>
            )}
          </>
        )}
      </div>
    </ModalDialog>
  );
}
