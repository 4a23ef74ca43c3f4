import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Facts } from "@/app/_components/feedback/facts";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { PropertyGrid } from "@/app/_components/feedback/property-grid";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { cellText } from "@/app/_components/table/column";
import { notificationSchema } from "@/contracts/notification";
import { problemSchema } from "@/contracts/problem";
import { notificationColumns } from "./notifications/notification-columns";

/** What a partition, a status or a message of a hostile device may say. */
const CORPUS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '"><svg/onload=alert(1)>',
  "'><iframe srcdoc='<script>alert(1)</script>'>",
  "</textarea><script>alert(1)</script>",
  "</dd></dl><style>*{display:none}</style>",
  "<a href=javascript:alert(1)>x</a>",
  "javascript:alert(1)//<b>",
  "{{constructor.constructor('alert(1)')()}}<i>",
  "<!--<img src='--><img src=x onerror=alert(1)>",
  "\u202e<txt.gnp>",
  "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
];

const escaped = (text: string) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#x27;");

/** Statuses are shown in words: "not-operating" as "Not operating". */
const comparable = (text: string) => text.toLowerCase().replace(/[-\s]+/g, " ");

const hostileProblem = (text: string) =>
  problemSchema.parse({
    type: "urn:x",
    title: "Refused",
    status: 422,
    detail: text,
    code: "device_request_rejected",
    requestId: "request-1",
    device: { status: 400, reason: 7, message: text },
    errors: [{ path: text, message: text }],
  });

function hostileNotification(text: string): ReactNode {
  const row = notificationSchema.parse({
    id: 1,
    profileId: "p",
    profileName: text,
    type: text,
    summary: text,
    objectUri: `javascript:${text}`,
    objectClass: text,
    objectName: text,
    elementUri: text,
    action: text,
    jobUri: text,
    changes: [],
    details: [],
    occurredAt: null,
    receivedAt: "2026-01-01T00:00:00.000Z",
  });
  return notificationColumns(() => undefined).map((column) => (
    <div key={column.id}>{column.cell ? column.cell(row) : cellText(column.value(row))}</div>
  ));
}

const places: { what: string; draw: (text: string) => ReactNode }[] = [
  { what: "a status", draw: (text) => <StatusTag status={text} /> },
  { what: "facts", draw: (text) => <Facts facts={[[text, text]]} /> },
  {
    what: "properties",
    draw: (text) => (
      <PropertyGrid
        label="Properties"
        groups={[
          {
            title: text,
            properties: [
              { name: text, value: text },
              { name: "nested", value: { [text]: [text] } },
            ],
          },
        ]}
      />
    ),
  },
  { what: "a device's refusal", draw: (text) => <ProblemNotice problem={hostileProblem(text)} /> },
  { what: "a row of the feed", draw: hostileNotification },
];

describe("screens (SEC-E9)", () => {
  it.each(places)("device text stays text in $what", ({ draw }) => {
    for (const text of CORPUS) {
      const html = renderToStaticMarkup(draw(text));
      expect(comparable(html)).toContain(comparable(escaped(text)));
      expect(html).not.toContain(text);
      expect(html).not.toMatch(/<(script|iframe|img|style|math|a href="?javascript)/i);
      expect([...html.matchAll(/\bhref="([^"]*)"/g)].filter(([, href]) => !href?.startsWith("/"))).toEqual([]);
    }
  });
});
