"use client";

import { useState } from "react";
import { Button } from "@/app/_components/carbon";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Panel } from "@/app/_components/feedback/page-header";
import { StatusTag } from "@/app/_components/feedback/status-tag";

const EnrolDialog = lazyDialog(() => import("./enrol-dialog").then((module) => module.EnrolDialog));
const NewCodesDialog = lazyDialog(() => import("./new-codes-dialog").then((module) => module.NewCodesDialog));
const TurnOffDialog = lazyDialog(() => import("./turn-off-dialog").then((module) => module.TurnOffDialog));

/** Whether a second factor is on, and the way to change that. */
export function SecondFactor({ isOn }: { isOn: boolean }) {
  // Which dialog is open stays as it was chosen, although enrolling changes `isOn` while the codes are shown.
  const [dialog, setDialog] = useState<"enrol" | "turn-off" | "new-codes" | null>(null);
  const close = () => setDialog(null);
  return (
    <Panel title="Second factor" actions={<StatusTag status={isOn ? "On" : "Off"} tone={isOn ? "ok" : "idle"} />}>
      <div className="sb-stack">
        <p>
          {isOn
            ? "Signing in asks for a code of your authenticator app after the password."
            : "With a second factor, somebody who learns your password still cannot sign in. Any authenticator app for time-based codes (TOTP) will do."}
        </p>
        {isOn ? (
          <div className="sb-cluster">
            <Button size="md" kind="tertiary" onClick={() => setDialog("new-codes")}>
              New recovery codes
            </Button>
            <Button size="md" kind="danger--tertiary" onClick={() => setDialog("turn-off")}>
              Turn off
            </Button>
          </div>
        ) : (
          <Button size="md" kind="primary" onClick={() => setDialog("enrol")}>
            Set up
          </Button>
        )}
      </div>
      {dialog === "enrol" ? <EnrolDialog onClose={close} /> : null}
      {dialog === "new-codes" ? <NewCodesDialog onClose={close} /> : null}
      {dialog === "turn-off" ? <TurnOffDialog onClose={close} /> : null}
    </Panel>
  );
}
