"use client";

import { Button } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { Tone } from "@/app/_components/feedback/tone";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { VersionRow } from "./versions";

const changes: Record<VersionRow["changedBy"], { label: string; tone: Tone }> = {
  theirs: { label: "changed by them", tone: "idle" },
  mine: { label: "changed by you", tone: "idle" },
  both: { label: "changed alike", tone: "ok" },
  conflict: { label: "changed differently", tone: "warn" },
};

interface VersionsDialogProps {
  rows: readonly VersionRow[];
  changedBy: string;
  onLoadTheirs: () => void;
  onMerge: () => void;
  onClose: () => void;
}

/** Three versions side by side: what I began with, what is stored now, what I typed. Secrets are never among them. */
export function VersionsDialog({ rows, changedBy, onLoadTheirs, onMerge, onClose }: VersionsDialogProps) {
  return (
    <ModalDialog
      title="What changed"
      isWide
      onClose={onClose}
      footer={
        <>
          <Button size="md" kind="ghost" onClick={onClose}>
            Back to the form
          </Button>
          <Button size="md" kind="secondary" onClick={onLoadTheirs}>
            Load theirs
          </Button>
          <Button size="md" onClick={onMerge}>
            Put mine on top of theirs
          </Button>
        </>
      }
    >
      {rows.length === 0 ? (
        <p>No field differs. The stored version is newer only in its credentials or its number.</p>
      ) : (
        <PlainTable label="Differences" isWrapping>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">When you began</th>
              <th scope="col">Stored by {changedBy}</th>
              <th scope="col">Typed by you</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.path}>
                <th scope="row">{row.label}</th>
                <td>{row.base}</td>
                <td>{row.theirs}</td>
                <td>{row.mine}</td>
                <td>
                  <StatusTag status={changes[row.changedBy].label} tone={changes[row.changedBy].tone} />
                </td>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
      <p className="sb-reason">
        Putting yours on top takes over what they changed and keeps your value where both changed a field. Nothing is
        saved until you save the form.
      </p>
    </ModalDialog>
  );
}
