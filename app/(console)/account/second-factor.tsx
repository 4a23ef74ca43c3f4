"use client";

import { useState } from "react";
import { Button } from "@/app/_components/carbon";
import { Panel } from "@/app/_components/feedback/page-header";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { EnrolDialog } from "./enrol-dialog";
import { TurnOffDialog } from "./turn-off-dialog";

/** Whether a second factor is on, and the way to change that. */
export function SecondFactor({ isOn }: { isOn: boolean }) {
  // Which dialog is open stays as it was chosen, although enrolling changes `isOn` while the codes are shown.
  const [dialog, setDialog] = useState<"enrol" | "turn-off" | null>(null);
  const close = () => setDialog(null);
  return (
    <Panel title="Second factor" actions={<StatusTag status={isOn ? "On" : "Off"} tone={isOn ? "ok" : "idle"} />}>
      <div className="sb-stack">
        <p>
          {isOn
            ? "Signing in asks for a code of your authenticator app after the password."
            : "With a second factor, somebody who learns your password still cannot sign in. Any authenticator app for time-based codes (TOTP) will do."}
        </p>
        <Button
          size="md"
          kind={isOn ? "danger--tertiary" : "primary"}
          onClick={() => setDialog(isOn ? "turn-off" : "enrol")}
        >
          {isOn ? "Turn off" : "Set up"}
        </Button>
      </div>
      {dialog === "enrol" ? <EnrolDialog onClose={close} /> : null}
      {dialog === "turn-off" ? <TurnOffDialog onClose={close} /> : null}
    </Panel>
  );
}
