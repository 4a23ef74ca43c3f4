"use client";

import Link from "next/link";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { Button } from "@/app/_components/carbon";
import { Facts } from "@/app/_components/feedback/facts";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { describeAbsolute } from "@/app/_components/feedback/time";
import { resolveBmcLogEntry } from "@/contracts/addresses/bmc";
import type { BmcLogEntry } from "@/contracts/bmc";
import { ShownTag } from "../../shown-tag";
import { showHealth } from "../../states";

interface EntryDialogProps {
  profileId: string;
  entry: BmcLogEntry;
  /** Why the reader may not change it, or null. */
  denial: string | null;
  onClose: () => void;
}

/** One entry of a log whole, to be marked as resolved or opened again. */
export function EntryDialog({ profileId, entry, denial, onClose }: EntryDialogProps) {
  const resolution = useApiMutation(resolveBmcLogEntry, {
    invalidates: [keys.bmcPart(profileId, "log-entries")],
    onSuccess: onClose,
  });
  return (
    <ModalDialog
      title={`Entry ${entry.id}`}
      isWide
      onClose={onClose}
      footer={
        <>
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
          {entry.isResolved === null ? null : (
            <ReasonButton
              kind="primary"
              disabledReason={resolution.isPending ? "The BMC is being asked." : denial}
              onClick={() =>
                resolution.mutate({ params: { profileId }, body: { uri: entry.uri, isResolved: !entry.isResolved } })
              }
            >
              {entry.isResolved ? "Open again" : "Mark as resolved"}
            </ReasonButton>
          )}
        </>
      }
    >
      {resolution.error ? <ProblemNotice problem={problemOf(resolution.error)} /> : null}
      <p>{entry.message}</p>
      <Facts
        facts={[
          ["Severity", <ShownTag key="severity" shown={showHealth(entry.severity)} />],
          ["When", entry.createdAt === null ? "not said" : describeAbsolute(entry.createdAt)],
          ["State", entry.isResolved === null ? null : entry.isResolved ? "resolved" : "open"],
          ["Resolution", entry.resolution],
          ["Message id", entry.messageId === null ? null : <code key="message">{entry.messageId}</code>],
          ["Arguments", entry.args.length === 0 ? null : entry.args.join(", ")],
          [
            "Origin",
            entry.originUri === null ? null : (
              <Link key="origin" className="sb-link sb-mono" href={paths.bmcRaw(profileId, { uri: entry.originUri })}>
                {entry.originUri}
              </Link>
            ),
          ],
          [
            "Resource",
            <Link key="uri" className="sb-link sb-mono" href={paths.bmcRaw(profileId, { uri: entry.uri })}>
              {entry.uri}
            </Link>,
          ],
        ]}
      />
    </ModalDialog>
  );
}
