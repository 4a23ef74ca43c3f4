"use client";

import Link from "next/link";
import type { z } from "zod";
import { paths } from "@/app/_client/paths";
import { Button, InlineLoading } from "@/app/_components/carbon";
import { Notice } from "@/app/_components/feedback/notice";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { PlainTable } from "@/app/_components/table/plain-table";
import { countOf } from "@/contracts/count";
import type { importResultSchema, ProfileExport } from "@/contracts/profile";

type ImportResult = z.output<typeof importResultSchema>;

const outcomes = {
  create: { label: "Is created", tone: "ok" },
  rename: { label: "Is created under another name", tone: "warn" },
  reject: { label: "Is left out", tone: "fail" },
} as const;

interface ImportPreviewProps {
  document: ProfileExport;
  result: ImportResult;
  isApplying: boolean;
  onApply: () => void;
}

/** Profile by profile, what the import does or did. Unverified connections are named before anything is stored. */
export function ImportPreview({ document, result, isApplying, onApply }: ImportPreviewProps) {
  const usable = result.entries.filter((entry) => entry.outcome !== "reject").length;
  const unverified = document.profiles.filter((profile) => profile.tls.trust.mode === "insecure");
  return (
    <div className="sb-stack">
      {unverified.length > 0 ? (
        <Notice tone="warn" title="Some of these connections were not verified">
          <p>
            {unverified.map((profile) => profile.name).join(", ")}: an import never turns verification off. Pin the
            certificate from the connection test instead.
          </p>
        </Notice>
      ) : null}
      <PlainTable label="Profiles of the file">
        <thead>
          <tr>
            <th scope="col">Profile</th>
            <th scope="col">Outcome</th>
            <th scope="col">Name here</th>
            <th scope="col">Remark</th>
          </tr>
        </thead>
        <tbody>
          {result.entries.map((entry, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a file may hold the same name twice, and never changes
            <tr key={`${position}:${entry.name}`}>
              <th scope="row">{entry.name}</th>
              <td>
                <StatusTag status={outcomes[entry.outcome].label} tone={outcomes[entry.outcome].tone} />
              </td>
              <td>
                {entry.profileId === null ? (
                  (entry.newName ?? "")
                ) : (
                  <Link className="sb-link" href={paths.profileConnection(entry.profileId)}>
                    {entry.newName ?? entry.name}
                  </Link>
                )}
              </td>
              <td>{entry.message}</td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      {result.applied ? (
        <Notice tone="ok" role="status" title={`Imported: ${countOf(usable, "profile")}`}>
          <p>Open each to enter its credentials, then test the connection.</p>
        </Notice>
      ) : isApplying ? (
        <InlineLoading description="Importing" />
      ) : usable === 0 ? (
        <p>Nothing of this file can be imported.</p>
      ) : (
        <Button size="md" onClick={onApply}>
          {`Import ${countOf(usable, "profile")}`}
        </Button>
      )}
    </div>
  );
}
