"use client";

import { Button } from "@/app/_components/carbon";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { BrowserSession } from "@/contracts/people";
import { describeUserAgent } from "./user-agent";

interface SessionTableProps {
  sessions: readonly BrowserSession[];
  /** Without it the sign-ins can only be looked at. */
  onEnd?: (sessionId: string) => void;
}

/** Sign-ins: with which browser, from where, since when. */
export function SessionTable({ sessions, onEnd }: SessionTableProps) {
  if (sessions.length === 0) return null;
  return (
    <PlainTable label="Sign-ins">
      <thead>
        <tr>
          <th scope="col">Browser</th>
          <th scope="col">Address</th>
          <th scope="col">Signed in</th>
          <th scope="col">Last used</th>
          <th scope="col">Ends unless used</th>
          {onEnd ? (
            <th scope="col">
              <span className="sb-visually-hidden">End</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => {
          const browser = describeUserAgent(session.userAgent);
          return (
            <tr key={session.id}>
              <th scope="row" title={session.userAgent ?? undefined}>
                {browser}
              </th>
              <td className="sb-monospaced">{session.remoteAddress ?? "unknown"}</td>
              <td>
                <RelativeTime at={session.createdAt} />
              </td>
              <td>
                <RelativeTime at={session.lastUsedAt} />
              </td>
              <td>
                <RelativeTime at={session.expiresAt} />
              </td>
              {onEnd ? (
                <td>
                  {session.isCurrent ? (
                    <StatusTag status="This one" tone="ok" />
                  ) : (
                    <Button size="sm" kind="danger--ghost" onClick={() => onEnd(session.id)}>
                      End
                      <span className="sb-visually-hidden"> the sign-in with {browser}</span>
                    </Button>
                  )}
                </td>
              ) : null}
            </tr>
          );
        })}
      </tbody>
    </PlainTable>
  );
}
