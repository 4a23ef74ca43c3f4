import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNotification, SequenceWatch } from "./notification";

function frame(headers: Record<string, string>, body: unknown = "") {
  return { headers: new Map(Object.entries(headers)), body: typeof body === "string" ? body : JSON.stringify(body) };
}
const object = { class: "partition", name: "P1", "object-uri": "/api/partitions/p1", timestamp: "1557755398299" };

describe("parseNotification", () => {
  it("tells a status change, with parts missing", () => {
    const full = parseNotification(
      frame(
        { "notification-type": "status-change", ...object },
        { "change-reports": [{ "old-status": "active", "new-status": "stopped", "has-unacceptable-status": true }] },
      ),
    );
    expect(full).toMatchObject({
      type: "status-change",
      summary: "status: active → stopped",
      objectUri: "/api/partitions/p1",
      objectClass: "partition",
      objectName: "P1",
      occurredAt: new Date(1557755398299),
    });
    const additional = parseNotification(
      frame({ "notification-type": "status-change" }, { "change-reports": [{ "new-additional-status": "x" }] }),
    );
    expect(additional?.changes).toEqual([{ property: "additional-status", oldValue: null, newValue: "x" }]);
  });

  it("tells property changes from old to new, and hides secret ones", () => {
    const reports = [
      { "property-name": "description", "old-value": "a", "new-value": "b" },
      { "property-name": "boot-ftp-password", "old-value": "one1", "new-value": "two2" },
      { "property-name": "__proto__", "old-value": null, "new-value": { x: 1 } },
      { "new-value": 1 },
    ];
    const parsed = parseNotification(frame({ "notification-type": "property-change" }, { "change-reports": reports }));
    expect(parsed?.summary).toBe("description: a → b (and 2 more)");
    expect(JSON.stringify(parsed)).not.toMatch(/one1|two2/);
    expect(parsed?.changes).toHaveLength(3);
  });

  it("reads inventory changes, jobs, logs and operating system messages", () => {
    expect(parseNotification(frame({ "notification-type": "inventory-change", action: "remove" }))?.summary).toBe(
      "removed",
    );
    expect(parseNotification(frame({ "notification-type": "job-completion", "job-uri": "/api/jobs/1" }))).toMatchObject(
      { jobUri: "/api/jobs/1", objectUri: null },
    );
    const log = parseNotification(
      frame(
        { "notification-type": "log-entry", destination: "/topic/u.1aud" },
        { "log-entries": [{ "event-name": "Logon", "event-message": "User u has logged on", userid: "u" }, {}] },
      ),
    );
    expect(log?.summary).toBe("Audit log: User u has logged on (and 1 more)");
    const os = parseNotification(
      frame(
        { "notification-type": "os-message", ...object },
        { "os-messages": [{ "message-text": "IEA101A\r\nSPECIFY", "is-held": true, "sequence-number": 7 }] },
      ),
    );
    expect(os?.summary).toBe("IEA101A");
    expect(os?.details.map((one) => one.label)).toEqual(["Message 7", "Held"]);
  });

  it("keeps unknown types, broken JSON and missing headers, and drops frames without a type", () => {
    expect(parseNotification(frame({ "notification-type": "brand-new" }, "{"))).toMatchObject({
      type: "brand-new",
      details: [{ label: "Body" }],
      occurredAt: null,
    });
    expect(parseNotification(frame({ destination: "/topic/x" }, {}))).toBeUndefined();
    expect(
      parseNotification(frame({ "notification-type": "x", timestamp: "99999999999999999999" }))?.occurredAt,
    ).toBeNull();
  });

  it("bounds what a change carries, whatever the device sends", () => {
    const reports = Array.from({ length: 1_000 }, (_, index) => ({
      "property-name": `p${index}`,
      "old-value": null,
      "new-value": Array.from({ length: 1_000 }, () => "/api/partitions/x"),
    }));
    const parsed = parseNotification(frame({ "notification-type": "property-change" }, { "change-reports": reports }));
    expect(JSON.stringify(parsed).length).toBeLessThan(1_100_000);
    expect(parsed?.summary.length).toBeLessThan(400);
  });

  it("never throws", () => {
    const types = fc.constantFrom("status-change", "property-change", "log-entry", "os-message", "job-completion", "z");
    fc.assert(
      fc.property(types, fc.oneof(fc.json(), fc.string()), (type, body) => {
        expect(parseNotification(frame({ "notification-type": type }, body))).toBeDefined();
      }),
    );
  });
});

describe("SequenceWatch", () => {
  function missing(messages: readonly (readonly [string, number])[]): number {
    const watch = new SequenceWatch();
    return messages
      .map(([topic, nr]) =>
        watch.observe(
          new Map([
            ["destination", topic],
            ["session-sequence-nr", String(nr)],
          ]),
        ),
      )
      .reduce((sum, one) => sum + one, 0);
  }

  it.each([
    [
      "over the session",
      [
        ["a", 0],
        ["b", 1],
        ["a", 2],
        ["a", 3],
        ["b", 4],
        ["a", 5],
      ],
    ],
    [
      "per topic",
      [
        ["a", 0],
        ["b", 0],
        ["a", 1],
        ["a", 2],
        ["b", 1],
        ["a", 3],
      ],
    ],
    [
      "from any start",
      [
        ["a", 900],
        ["a", 901],
      ],
    ],
  ] as const)("sees no loss in numbers that count %s", (_name, messages) => {
    expect(missing(messages)).toBe(0);
  });

  it.each([
    [
      "over the session",
      [
        ["a", 0],
        ["b", 1],
        ["a", 2],
        ["b", 3],
        ["a", 6],
      ],
      2,
    ],
    [
      "per topic",
      [
        ["a", 0],
        ["a", 1],
        ["b", 0],
        ["a", 2],
        ["b", 4],
      ],
      3,
    ],
    [
      "on one topic",
      [
        ["a", 0],
        ["a", 5],
      ],
      4,
    ],
  ] as const)("counts the loss in numbers that count %s", (_name, messages, lost) => {
    expect(missing(messages)).toBe(lost);
  });

  it("ignores what is no number", () => {
    expect(new SequenceWatch().observe(new Map([["session-sequence-nr", "x"]]))).toBe(0);
  });
});
