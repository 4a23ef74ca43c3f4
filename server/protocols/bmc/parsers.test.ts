import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeRoles } from "./access";
import { judgeClock } from "./clock";
import { meaningOf, parseErrorAnswer } from "./errors";
import { readFrame } from "./event-notification";
import { FrameParser } from "./event-stream";
import type { BmcAnswer } from "./exchange";
import { judgeHost, type SystemState } from "./host-readiness";
import { readMessages } from "./messages";
import { followable, samePath } from "./paths";
import { redactBody } from "./redaction";
import { parseServiceRoot } from "./service-root";
import { decodeHandle, encodeHandle } from "./session";
import { vmiChanges } from "./vmi-network";

const entry = (key: string, text = `text of ${key}`) => ({ MessageId: `Base.1.19.${key}`, Message: text });
const info = (...keys: string[]) => keys.map((key) => entry(key));

function answer(status: number, body: unknown, headers: Record<string, string> = {}): BmcAnswer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const contentType = headers["content-type"] ?? "application/json";
  return { status, text, contentType, headers: new Map(Object.entries(headers)) };
}
const refused = (status: number, body: unknown, headers?: Record<string, string>, secrets?: string[]) =>
  parseErrorAnswer({ method: "GET", uri: "/redfish/v1/Systems?secret=1" }, answer(status, body, headers), secrets);

describe("messages", () => {
  it.each([
    ["extended information", { error: { "@Message.ExtendedInfo": info("A", "B") } }, ["A", "B"]],
    ["code and message only", { error: { code: "Base.1.0.GeneralError", message: "x" } }, ["GeneralError"]],
    ["one entry instead of a list", { error: { "@Message.ExtendedInfo": entry("A") } }, ["A"]],
    ["a property without an error", { "CsrString@Message.ExtendedInfo": info("PropertyMissing") }, ["PropertyMissing"]],
    ["success", { Id: "x", "@Message.ExtendedInfo": info("PasswordChangeRequired") }, ["PasswordChangeRequired"]],
    [
      "several places",
      { error: { "@Message.ExtendedInfo": info("A") }, "P@Message.ExtendedInfo": info("B") },
      ["A", "B"],
    ],
    ["nothing", {}, []],
    ["no object", [1], []],
    ["entries that are none", { error: { "@Message.ExtendedInfo": [null, 3, {}] } }, []],
  ])("are read from %s", (_name, body, keys) => {
    expect(readMessages(body).map(({ key }) => key)).toEqual(keys);
  });

  it.each([
    [{ Description: "Bad CSR" }, "Bad CSR"],
    [{ data: { description: "old" }, message: "403 Forbidden", status: "error" }, "old"],
    [{ message: "404 Not Found" }, "404 Not Found"],
    [{ error: "plain text" }, "plain text"],
  ])("are read from the plain shape %j", (body, text) => {
    expect(readMessages(body)).toMatchObject([{ text, key: "" }]);
  });

  it("name the property they are about", () => {
    const body = { "IPv4StaticAddresses/1/Address@Message.ExtendedInfo": info("PropertyValueFormatError") };
    expect(readMessages(body)[0]?.property).toBe("IPv4StaticAddresses/1/Address");
    const related = { ...entry("A"), RelatedProperties: ["#/Boot/Target"], MessageArgs: ["x", 1] };
    expect(readMessages({ error: { "@Message.ExtendedInfo": [related] } })).toMatchObject([
      { property: "Boot/Target", args: ["x", "1"] },
    ]);
  });

  it("are bounded in number", () => {
    expect(readMessages({ error: { "@Message.ExtendedInfo": Array(500).fill(entry("A")) } })).toHaveLength(50);
  });
});

describe("refusals", () => {
  it.each([
    [400, "device_request_rejected"],
    [401, "device_authentication"],
    [403, "device_authorization"],
    [404, "device_not_found"],
    [405, "device_request_rejected"],
    [409, "device_conflict"],
    [412, "device_conflict"],
    [413, "device_request_rejected"],
    [500, "device_unavailable"],
    [501, "device_request_rejected"],
    [503, "device_unavailable"],
  ])("%i without a body is %s", (status, code) => {
    expect(refused(status, "")).toMatchObject({ code, status, device: { status, message: undefined } });
  });

  it.each([
    ["PasswordChangeRequired", 403, "device_password_expired"],
    ["SessionLimitExceeded", 503, "device_session_limit"],
    ["ServiceTemporarilyUnavailable", 503, "device_busy"],
    ["InsufficientPrivilege", 403, "device_authorization"],
  ])("%s is the same whatever the registry's version", (key, status, code) => {
    const body = { error: { "@Message.ExtendedInfo": [{ MessageId: `Base.2.99.${key}`, Message: "x" }] } };
    expect(refused(status, body).code).toBe(code);
    expect(refused(status, body).says(key)).toBe(true);
  });

  it("keep the device's words, bounded, on one line, without secrets, and never for logins", () => {
    const long = { Description: `token abcdefgh\u0007\n${"x".repeat(2_000)}` };
    const error = refused(500, long, { "retry-after": "60" }, ["abcdefgh"]);
    expect(error.device?.message).toMatch(/^token \*{8} x+…$/);
    expect(error.device?.message?.length).toBeLessThanOrEqual(501);
    expect(error).toMatchObject({ retryAfterSeconds: 60, requestUri: "/redfish/v1/Systems" });
    const silent = refused(401, { error: { "@Message.ExtendedInfo": info("ResourceAtUriUnauthorized") } });
    expect(silent.device?.message).toBeUndefined();
    expect(silent.messages).toMatchObject([{ key: "ResourceAtUriUnauthorized", text: "" }]);
  });

  it.each([
    [503, "<!DOCTYPE html><title>Service\n Unavailable</title>", "device_unavailable", "Service Unavailable"],
    [404, "<html><title>Not Found</title></html>", "device_protocol", "Not Found"],
  ])("know a web page at %i", (status, text, code, message) => {
    expect(refused(status, text, { "content-type": "text/html" })).toMatchObject({ code, device: { message } });
  });

  it("have a meaning for every status", () => {
    expect(meaningOf(302, []).code).toBe("device_protocol");
  });
});

describe("links", () => {
  it.each([
    ["/redfish/v1/Systems/system", "/redfish/v1/Systems/system"],
    ["/redfish/v1/Chassis/1/Power#/PowerControl/0", "/redfish/v1/Chassis/1/Power"],
    ["/redfish/v1/Logs?$skip=50&$top=50", "/redfish/v1/Logs?$skip=50&$top=50"],
    ["/redfish/v1/Chassis/a%20b", "/redfish/v1/Chassis/a%20b"],
    ["https://evil.example.com/redfish/v1", null],
    ["//evil.example.com/redfish/v1", null],
    ["/redfish/v1/../admin", null],
    ["/redfish/v1/%2e%2e/admin", null],
    ["/redfish/v1/a%2fb", null],
    ["/redfish/v1/a\r\nX: y", null],
    ["/redfish//v1", null],
    ["/other", null],
    [42, null],
    [`/redfish/${"x".repeat(3_000)}`, null],
  ])("%j is followed as %j", (link, path) => {
    expect(followable(link)).toBe(path);
  });

  it("are compared without final slash and query", () => {
    expect(samePath("/redfish/v1/a/?x=1")).toBe("/redfish/v1/a");
  });
});

describe("the service root", () => {
  it("of another maker needs nothing but its own link", () => {
    const root = parseServiceRoot(
      answer(200, { "@odata.id": "/redfish/v1", Systems: { "@odata.id": "/redfish/v1/S" } }),
    );
    expect(root).toMatchObject({
      clock: null,
      links: { Systems: "/redfish/v1/S" },
      sessionsUri: "/redfish/v1/SessionService/Sessions",
      features: { expandsLinks: false, only: false, filter: false },
    });
  });

  it.each(["", "[]", "{}", "<html></html>"])("is not %j", (text) => {
    expect(() => parseServiceRoot(answer(200, text))).toThrow(expect.objectContaining({ code: "device_protocol" }));
  });
});

describe("clock, roles, handles", () => {
  it.each([
    [0, "ok"],
    [60_000, "ok"],
    [-61_000, "warn"],
    [300_001, "severe"],
  ])("a difference of %i ms is %s", (skewMs, level) => {
    const deviceTime = new Date(1_000_100 + skewMs);
    expect(
      judgeClock({ deviceTime, source: "service-root", sentAtMs: 1_000_000, receivedAtMs: 1_000_200 }),
    ).toMatchObject({
      skewMs,
      level,
    });
  });

  it.each([
    [["Administrator"], true],
    [["OemIBMServiceAgent"], true],
    [["Operator"], false],
    [["ReadOnly"], false],
    [["Custom"], null],
    [[], null],
  ])("the roles %j may sign: %j", (roles, maySignCertificates) => {
    expect(judgeRoles(roles)).toMatchObject({ maySignCertificates });
  });

  it("go through a handle and back", () => {
    const session = { token: "t0ken", uri: "/redfish/v1/SessionService/Sessions/a" };
    expect(decodeHandle(encodeHandle(session))).toEqual(session);
    expect(decodeHandle(encodeHandle({ token: "t", uri: null }))).toEqual({ token: "t", uri: null });
    expect(() => decodeHandle("")).toThrow(expect.objectContaining({ code: "device_protocol" }));
  });
});

describe("the host", () => {
  const system = (changes: Partial<SystemState> = {}): SystemState => ({
    powerState: "On",
    state: "Enabled",
    health: "OK",
    bootProgress: null,
    ...changes,
  });
  it.each([
    [{ powerState: "On", state: "Enabled" }, {}, "ready"],
    [{ powerState: "On", state: "StandbyOffline" }, {}, "standby"],
    [{ powerState: "On", state: "Quiesced" }, {}, "quiesced"],
    [{ powerState: "PoweringOn", state: "Starting" }, {}, "starting"],
    [{ powerState: "Off", state: "Disabled" }, { powerState: "Off" }, "off"],
    [{ powerState: "PoweringOff", state: "Enabled" }, {}, "off"],
    [{ powerState: "Off", state: "Disabled" }, { powerState: "PoweringOn" }, "starting"],
    [{ powerState: null, state: null }, { bootProgress: "OSRunning" }, "unknown"],
    [{ powerState: null, state: null }, { powerState: "Off" }, "off"],
    [{ powerState: null, state: null }, { state: "Quiesced" }, "quiesced"],
    [null, {}, "no-hypervisor"],
  ] as const)("with the hypervisor %j and %j is %s", (hypervisor, changes, state) => {
    expect(judgeHost(hypervisor, system(changes))).toBe(state);
  });
});

describe("the frames of a stream", () => {
  const split = (text: string, size: number) => text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
  const stream =
    'id: 1\ndata: {\ndata:   "a": "ü"\ndata: }\n\n: note\nevent: x\nretry: 5\n\nid: 2\rdata: b\r\rdata\r\n\r\n';
  it.each([1, 2, 3, 7, 1_000])("are the same in pieces of %i", (size) => {
    const parser = new FrameParser();
    const frames = split(stream, size).flatMap((piece) => parser.push(Buffer.from(piece)));
    expect(frames).toEqual([
      { id: "1", data: '{\n  "a": "ü"\n}' },
      { id: "2", data: "b" },
      { id: null, data: "" },
    ]);
  });

  it("hold letters that arrive in halves", () => {
    const parser = new FrameParser();
    const bytes = Buffer.from("data: ü\n\n");
    expect([...parser.push(bytes.subarray(0, 7)), ...parser.push(bytes.subarray(7))]).toEqual([
      { id: null, data: "ü" },
    ]);
  });

  it("that are no events say nothing", () => {
    for (const data of ["", "x", "[]", "{}", '{"Events": 3}', '{"Events": [1, null]}']) {
      expect(readFrame(data, "5")).toEqual({ notifications: [], hasLoss: false, isHeartbeat: false });
    }
  });

  it("tell loss and heartbeats from events", () => {
    const frame = (messageId: string) => JSON.stringify({ Events: [{ MessageId: messageId }] });
    expect(readFrame(frame("Base.1.19.EventBufferExceeded"), "5")).toMatchObject({ hasLoss: true, notifications: [] });
    expect(readFrame(frame("HeartbeatEvent.1.0.RedfishServiceFunctional"), "7").isHeartbeat).toBe(true);
    expect(readFrame("{}", "0").isHeartbeat).toBe(true);
    expect(readFrame(frame("TaskEvent.1.0.TaskCompletedOK"), "7").notifications).toMatchObject([
      { type: "job-completion", objectUri: null },
    ]);
  });
});

describe("addresses for the VMI", () => {
  const right = {
    kind: "static-v4",
    address: "192.0.2.10",
    subnetMask: "255.255.255.0",
    gateway: "192.0.2.1",
  } as const;
  it("become the properties of the interface", () => {
    expect(vmiChanges(right)).toEqual({
      IPv4StaticAddresses: [{ Address: "192.0.2.10", SubnetMask: "255.255.255.0", Gateway: "192.0.2.1" }],
    });
    expect(vmiChanges({ kind: "no-static-v4" })).toEqual({ IPv4StaticAddresses: [null] });
    expect(vmiChanges({ kind: "dhcp-v6", isEnabled: true })).toEqual({ DHCPv6: { OperatingMode: "Enabled" } });
    expect(vmiChanges({ kind: "static-v6", address: "2001:db8::2", prefixLength: 64, gateway: "2001:db8::1" })).toEqual(
      {
        IPv6StaticAddresses: [{ Address: "2001:db8::2", PrefixLength: 64 }],
        IPv6StaticDefaultGateways: [{ Address: "2001:db8::1" }],
      },
    );
  });

  it.each([
    [{ ...right, address: "192.0.2" }],
    [{ ...right, address: "0.0.0.0" }],
    [{ ...right, address: "127.0.0.1" }],
    [{ ...right, subnetMask: "255.0.255.0" }],
    [{ ...right, subnetMask: "0.0.0.0" }],
    [{ ...right, gateway: "router" }],
    [{ kind: "static-v6", address: "192.0.2.1", prefixLength: 64 } as const],
    [{ kind: "static-v6", address: "2001:db8::2", prefixLength: 129 } as const],
  ])("are refused as in %j", (change) => {
    expect(() => vmiChanges(change)).toThrow(expect.objectContaining({ code: "invalid_request" }));
  });
});

describe("whatever a device sends", () => {
  it("becomes a bounded refusal, and never an exception", () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, text) => {
        const error = refused(status, text);
        expect(error.status).toBe(status);
        expect(error.device?.message?.length ?? 0).toBeLessThanOrEqual(501);
      }),
    );
  });

  it("becomes events or nothing", () => {
    const event = fc.record({
      MessageId: fc.anything(),
      OriginOfCondition: fc.oneof(fc.string(), fc.record({ "@odata.id": fc.anything() })),
      Message: fc.anything(),
      EventTimestamp: fc.anything(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 3 }), (Events) => {
        const { notifications } = readFrame(JSON.stringify({ Events }), "1");
        for (const { objectUri } of notifications)
          expect(objectUri === null || followable(objectUri) !== null).toBe(true);
      }),
    );
  });

  it("is cut into the same frames wherever it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("\r", "\n", "data: x", "id: 1", ":", "ü")), fc.nat(20), (parts, size) => {
        const bytes = Buffer.from(parts.join(""));
        const whole = new FrameParser().push(bytes);
        const parser = new FrameParser();
        const step = size + 1;
        const pieces = [];
        for (let start = 0; start < bytes.length; start += step) pieces.push(bytes.subarray(start, start + step));
        expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(whole);
      }),
    );
  });
});

describe("redaction", () => {
  it("hides private keys and secrets by name and value, and keeps switches", () => {
    const pem = "-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----";
    const body = JSON.stringify({
      Text: `before ${pem} after the-token`,
      HTTPBasicAuth: "Enabled",
      SessionToken: true,
      HttpHeaders: [{ Authorization: "x" }],
      Accounts: [{ Password: "p", PasswordExpiration: null }],
    });
    expect(JSON.parse(redactBody(body, ["the-token"]))).toEqual({
      Text: "before ******** after ********",
      HTTPBasicAuth: "Enabled",
      SessionToken: true,
      HttpHeaders: "********",
      Accounts: [{ Password: "********", PasswordExpiration: null }],
    });
    expect(redactBody(`no JSON ${pem} the-token`, ["the-token"])).toBe("no JSON ******** ********");
  });
});
