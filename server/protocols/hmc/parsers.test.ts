import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeviceError, InvalidSettings } from "../errors";
import { totpCode } from "../totp";
import { parseHmcSettings } from "./descriptor";
import { HmcError, parseErrorAnswer } from "./errors";
import { type HmcAnswer, type HmcRequest, withQuery } from "./exchange";
import { parseJobStatus, parseJobUri } from "./job";
import { parseObject, readProperties, topicOf } from "./object";
import { getOperation, operationDescriptions, requestOperation } from "./operations";
import { redactBody, redactText } from "./redaction";
import { parseLogonResponse, parseNotificationTopics, requestLogon } from "./session";
import { isApiAtLeast, parseVersionResponse } from "./version";

const SESSION = "4z2rr0qq1hxyh5yvzqstj2hkuhepdjlwbkfzykv4qg3ocm7bt2";

function answer(body: unknown, status = 200): HmcAnswer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, contentType: "application/json;charset=UTF-8", text };
}

const request: HmcRequest = { method: "GET", uri: "/api/cpcs?name=CPC1" };

describe("error answers", () => {
  it.each([
    [400, 1, "device_request_rejected"],
    [400, 13, "device_session_limit"],
    [400, 45, "device_password_expired"],
    [403, 0, "device_authentication"],
    [403, 1, "device_authorization"],
    [403, 4, "device_authentication"],
    [403, 5, "device_authentication"],
    [403, 77, "device_authentication"],
    [404, 1, "device_not_found"],
    [404, 4, "device_request_rejected"],
    [409, 1, "device_conflict"],
    [409, 2, "device_busy"],
    [409, 5, "device_conflict"],
    [409, 42, "job_not_cancelable"],
    [409, 272, "device_conflict"],
    [413, 0, "device_request_rejected"],
    [500, 0, "device_unavailable"],
    [500, 263, "device_conflict"],
    [501, 0, "device_request_rejected"],
    [503, 1, "device_unavailable"],
  ])("%i.%i is %s", (status, reason, code) => {
    const error = parseErrorAnswer(request, answer({ "http-status": status, reason, message: "text" }, status));
    expect(error).toMatchObject({ code, status, reason });
    expect(error.isSessionGone).toBe(status === 403 && (reason === 4 || reason === 5));
  });

  it("keeps only the harmless fields and no echoed secret", () => {
    const error = parseErrorAnswer(
      { method: "POST", uri: "/api/partitions/p1/operations/start?x=1" },
      answer(
        {
          "http-status": 409,
          reason: 1,
          message: `Session ${SESSION} of hunter22hunter22 cannot start`,
          "request-method": "POST",
          "request-uri": "/api/partitions/p1/operations/start",
          "request-headers": { "x-api-session": SESSION },
          "request-authenticated-as": "ensadmin",
          "request-body": { password: "hunter22hunter22" },
          stack: `at ${SESSION}`,
          "error-details": { "object-uris": ["/api/x"], "shared-secret-key": "abc", note: SESSION },
        },
        409,
      ),
      [SESSION, "hunter22hunter22"],
    );
    const everything = JSON.stringify({ ...error, message: error.message, stack: error.stack });
    expect(everything).not.toContain(SESSION);
    expect(everything).not.toContain("hunter22");
    expect(everything).not.toContain("ensadmin");
    expect(error.details).toMatchObject({ "object-uris": ["/api/x"], "shared-secret-key": "********" });
    expect(error.device?.message).toContain("cannot start");
  });

  it("says nothing of the device's about failed authentication", () => {
    const body = { "http-status": 403, reason: 0, message: "User ENSADMIN is disabled" };
    expect(parseErrorAnswer(request, answer(body, 403)).device?.message).toBeUndefined();
  });

  it("knows a disabled API and other HTML by their reasons", () => {
    const disabled = "<html><title>500</title>javax.servlet.ServletException: Web Services are not enabled.</html>";
    expect(parseErrorAnswer(request, answer(disabled, 500))).toMatchObject({ reason: 900, code: "device_unavailable" });
    const starting =
      "<html><head><title>Console starting</title></head><body><h2>Details:</h2>wait <b>a bit</b></body>";
    const error = parseErrorAnswer(request, answer(starting, 503));
    expect(error).toMatchObject({ reason: 999, code: "device_unavailable" });
    expect(error.device?.message).toBe("Console starting: wait a bit");
  });

  it.each([
    [401, { "http-status": 401, reason: 0, message: "" }],
    [401, "Unauthorized"],
    [403, "Access denied by proxy secretbody"],
  ])("tells %i of something in between from the HMC's own", (status, body) => {
    const error = parseErrorAnswer(request, answer(body, status));
    expect(error).toMatchObject({ code: "device_protocol", reason: null });
    expect(error.isSessionGone).toBe(false);
    expect(error.device?.message).toBeUndefined();
  });

  it("never throws, whatever the body is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, text) => {
        expect(parseErrorAnswer(request, answer(text, status))).toBeInstanceOf(HmcError);
      }),
    );
  });
});

describe("redaction", () => {
  it("hides by name at any depth, by value anywhere, and keeps the rest", () => {
    const text = redactBody(
      JSON.stringify({
        "api-session": SESSION,
        list: [{ "boot-ftp-password": null, "ssc-master-pw": "x", "session-credential": { nested: 1 } }],
        "notification-topic": "ensadmin.145",
        note: `see ${SESSION}`,
        name: "CPC1",
      }),
      [SESSION],
    );
    expect(JSON.parse(text)).toEqual({
      "api-session": "********",
      list: [{ "boot-ftp-password": null, "ssc-master-pw": "********", "session-credential": "********" }],
      "notification-topic": "********",
      note: "see ********",
      name: "CPC1",
    });
  });

  it("replaces escaped forms and longer secrets first", () => {
    expect(redactText('aa"b%22 aa\\"bcd', ['aa"b', 'aa"bcd'])).toBe("********%22 ********");
    expect(redactText("pass%20word", ["pass word"])).toBe("********");
  });

  it.each([
    ["as a form encodes it", "P%40ss+w%C3%B6rd%21"],
    ["with escapes in lower case", "P%40ss%20w%c3%b6rd!"],
    ["with escapes of letters", "%50@s%73 wörd!"],
    ["encoded twice", "P%2540ss%2520w%25C3%25B6rd!"],
    ["with JSON escapes", "P\\u0040ss w\\u00F6rd!"],
    ["with entities", "P&#64;ss&#x20;w&#xf6;rd!"],
  ])("replaces a secret written %s", (_name, written) => {
    expect(redactText(`uri ${written}.`, ["P@ss wörd!"])).toBe("uri ********.");
  });
});

describe("session", () => {
  it("sends the code under the configured field", () => {
    const { body } = requestLogon({ userName: "u", password: "p", mfa: { field: "x-passcode", code: "123456" } });
    expect(body).toEqual({ userid: "u", password: "p", "x-passcode": "123456" });
  });

  it("reads the answer of a current and of an old HMC", () => {
    const current = parseLogonResponse(
      answer({ "api-session": SESSION, "notification-topic": "u.1", "session-credential": "c", "password-expires": 0 }),
    );
    expect(current).toMatchObject({ sessionId: SESSION, sessionCredential: "c", passwordExpiresInDays: 0 });
    const old = parseLogonResponse(answer({ "api-session": SESSION, "password-expires": -1 }));
    expect(old).toMatchObject({ sessionCredential: null, passwordExpiresInDays: null, objectTopic: null });
  });

  it.each(["", "[]", "{}", '{"api-session":7}', "<html>"])("refuses %j", (text) => {
    expect(() => parseLogonResponse(answer(text))).toThrow(DeviceError);
  });

  it("takes the topics but those of operating system messages", () => {
    const topics = [
      { "topic-type": "object-notification", "topic-name": "u.1" },
      { "topic-type": "os-message-notification", "topic-name": "u.1osm", "object-uri": "/api/partitions/1" },
      { "topic-type": "new-notification", "topic-name": "u.1new" },
    ];
    expect(parseNotificationTopics(answer({ topics })).map((topic) => topic.name)).toEqual(["u.1", "u.1new"]);
  });

  it("computes the codes of RFC 6238, appendix B", () => {
    const key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    expect([59_000, 1111111109_000, 20000000000_000].map((now) => totpCode(key, now))).toEqual([
      "287082",
      "081804",
      "353130",
    ]);
    expect(() => totpCode("1!", 0)).toThrow(InvalidSettings);
  });

  it("reads and compares versions", () => {
    const version = parseVersionResponse(answer({ "api-major-version": 4, "api-minor-version": 10 }));
    expect([isApiAtLeast(version, 4, 10), isApiAtLeast(version, 4, 11), isApiAtLeast(version, 3, 99)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe("settings", () => {
  it("completes what is missing", () => {
    expect(parseHmcSettings({})).toEqual({
      stompPort: 61612,
      stompLogin: "session",
      logTopics: true,
      mfa: "none",
      mfaField: "multi-factor-authentication-code",
    });
  });

  it.each([
    [{ stompPort: "61612" }, "stompPort"],
    [{ mfaField: "password" }, "mfaField"],
    [{ verify: false }, "verify"],
  ])("refuses %j by its field", (settings, field) => {
    expect(() => parseHmcSettings(settings)).toThrow(expect.objectContaining({ field }));
  });
});

describe("jobs", () => {
  it("finds the job of an accepted operation, and none in an empty body", () => {
    expect(parseJobUri(answer({ "job-uri": "/api/jobs/1-2" }, 202))).toBe("/api/jobs/1-2");
    expect(parseJobUri(answer("", 202))).toBeUndefined();
    expect(() => parseJobUri(answer({ "job-uri": "https://elsewhere/api/jobs/1" }, 202))).toThrow(DeviceError);
  });

  it.each([
    [{ status: "running" }, { status: "running", statusCode: null, message: null }],
    [
      { status: "complete", "job-status-code": 204 },
      { status: "complete", statusCode: 204, reasonCode: null },
    ],
    [
      { status: "complete", "job-status-code": 500, "job-reason-code": 263, "job-results": { message: "no" } },
      { statusCode: 500, reasonCode: 263, message: "no" },
    ],
    [{ status: "canceled", "job-status-code": 409, "job-results": { error: "stopped" } }, { message: "stopped" }],
    [
      { status: "complete", "job-results": "?" },
      { statusCode: null, message: null },
    ],
  ])("reads %j", (body, state) => {
    expect(parseJobStatus(answer(body))).toMatchObject(state);
  });
});

describe("operations", () => {
  it("builds the request of the book", () => {
    expect(requestOperation({ operation: "partition-start", target: "/api/partitions/p-1", input: {} })).toEqual({
      method: "POST",
      uri: "/api/partitions/p-1/operations/start",
      body: undefined,
    });
    const load = { "load-address": "0A10", "clear-indicator": false, force: true, "load-parameter": "" };
    expect(requestOperation({ operation: "lpar-load", target: "/api/logical-partitions/l", input: load }).body).toEqual(
      {
        "load-address": "0A10",
        "clear-indicator": false,
        force: true,
      },
    );
  });

  it.each([
    ["no-such", "/api/partitions/p", {}],
    ["partition-start", "/api/logical-partitions/l", {}],
    ["partition-start", "/api/partitions/p/../../users/1", {}],
    ["partition-start", "/api/partitions/p?x=1", {}],
    ["partition-start", "/api/partitions/p", { force: true }],
    ["lpar-deactivate", "/api/logical-partitions/l", { force: "yes" }],
    ["cpc-activate", "/api/cpcs/c", {}],
  ])("refuses %s on %s with %j", (operation, target, input) => {
    expect(() => requestOperation({ operation, target, input })).toThrow(
      expect.objectContaining({ code: "invalid_request" }),
    );
  });

  it("marks what can be canceled as the book does (section 6)", () => {
    const cancelable = operationDescriptions.filter((one) => one.isCancelable).map((one) => one.id);
    expect(cancelable).toEqual(["partition-start", "partition-stop", "cpc-start"]);
    expect(getOperation("lpar-deactivate").endStatuses).toEqual(["not-activated"]);
  });
});

describe("objects", () => {
  it("groups, drops implementation errors and secrets, and has no prototype to pollute", () => {
    const text = `{"name":"P1","class":"partition","status":"active","parent":"/api/cpcs/c","initial-memory":4096,
      "ifl-processors":2,"boot-device":"none","nic-uris":[],"ssc-master-pw":"x","@@implementation-errors":[{"a":1}],
      "__proto__":{"polluted":true},"constructor":"odd","prototype":{"__proto__":{"deep":1}}}`;
    const properties = readProperties(answer(text));
    const object = parseObject("/api/partitions/p", properties);
    const names = object.groups.flatMap((group) => group.properties.map((property) => property.name));
    expect(names).toContain("__proto__");
    expect(names).not.toContain("@@implementation-errors");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(properties.get("ssc-master-pw")).toBe("********");
    expect(object).toMatchObject({ name: "P1", class: "partition", status: "active", cpcUri: "/api/cpcs/c" });
  });

  it.each([
    ["name", "General"],
    ["has-unacceptable-status", "Status"],
    ["ifl-processing-weight", "Processors"],
    ["maximum-memory", "Memory"],
    ["nic-uris", "Network"],
    ["storage-group-uris", "Storage"],
    ["boot-device", "Boot"],
    ["secure-boot", "Boot"],
    ["crypto-configuration", "Security"],
    ["something-new", "Other"],
  ])("shows %s under %s", (name, topic) => {
    expect(topicOf(name)).toBe(topic);
  });

  it("escapes query parts", () => {
    expect(withQuery("/api/cpcs", { name: "a&b=c d", other: undefined })).toBe("/api/cpcs?name=a%26b%3Dc%20d");
  });
});
