"use client";

import { Button } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { Tone } from "@/app/_components/feedback/tone";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { KindDescription } from "@/contracts/kind";
import type { ProfileFormValues } from "./form-values";
import { compareVersions, mergeVersions, type NameOf, type VersionRow } from "./versions";

const changes: Record<VersionRow["changedBy"], { label: string; tone: Tone }> = {
  theirs: { label: "changed by them", tone: "idle" },
  mine: { label: "changed by you", tone: "idle" },
  both: { label: "changed alike", tone: "ok" },
  conflict: { label: "changed differently", tone: "warn" },
};

interface VersionsDialogProps {
  base: ProfileFormValues;
  theirs: ProfileFormValues;
  mine: ProfileFormValues;
  kind: KindDescription;
  nameOf: NameOf;
  changedBy: string;
  onLoadTheirs: () => void;
  onMerge: (merged: ProfileFormValues) => void;
  onClose: () => void;
}

/** Three versions side by side: what I began with, what is stored now, what I typed. Secrets are never among them. */
export function VersionsDialog(props: VersionsDialogProps) {
  const { base, theirs, mine, kind, nameOf, changedBy, onLoadTheirs, onMerge, onClose } = props;
  const rows = compareVersions(base, theirs, mine, kind, nameOf);
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
          <Button size="md" onClick={() => onMerge(mergeVersions(base, theirs, mine, kind))}>
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
