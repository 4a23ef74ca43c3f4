import { expect, test } from "@playwright/test";
import { allEndpoints } from "@/contracts/endpoints";
import { cookieHeader, type RawAnswer, send } from "../fixtures/raw-request";
import { OwnConsole } from "./own-console";

let own: OwnConsole;

test.describe.configure({ timeout: 120_000 });
test.beforeAll(async () => {
  own = await OwnConsole.start();
});
test.afterAll(() => own.close());

const CANARY = "canary-of-the-browser";

/** What a browser, or somebody behind it, may send along. */
const along = {
  authorization: `Bearer ${CANARY}`,
  "x-forwarded-for": CANARY,
  "x-forwarded-host": CANARY,
  "x-forwarded-proto": "https",
  forwarded: `for=${CANARY}`,
  via: `1.1 ${CANARY}`,
  referer: `http://${CANARY}/`,
  "user-agent": CANARY,
  "accept-language": CANARY,
  "x-api-session": CANARY,
  "x-custom": CANARY,
  "x-middleware-subrequest": CANARY,
  "x-request-id": "canary-of-the-browser",
};

/** Headers a device gets from the console; nothing else. */
const SENT = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "content-length",
  "content-type",
  "host",
  "x-api-session",
]);
/** Headers of the device that a raw request shows. */
const SHOWN = new Set(["cache-control", "content-type", "date", "location", "retry-after", "server", "x-request-id"]);

function ask(body: Record<string, unknown>): Promise<RawAnswer> {
  const endpoint = allEndpoints.find(({ id }) => id === "rawRequests.send");
  if (endpoint === undefined) throw new Error("no such endpoint");
  return send(own.url, endpoint, {
    params: { profileId: own.profile.id },
    body,
    headers: {
      ...along,
      origin: own.url,
      "content-type": "application/json",
      cookie: `${cookieHeader(own.api.cookies)}; tracker=${CANARY}`,
    },
  });
}

test("nothing of the browser's request reaches the device, and no other header comes back (SEC-D6)", async () => {
  const { device } = own.hmc;
  device.requests.clear();
  const read = await ask({ method: "GET", uri: "/api/cpcs" });
  expect(read.status, read.text).toBe(200);
  const written = await ask({
    method: "POST",
    uri: "/api/partitions/none/operations/start",
    body: "{}",
    confirmation: own.profile.name,
  });
  expect(written.status, written.text).toBe(200);
  expect(device.requests.total).toBeGreaterThanOrEqual(2);
  for (const request of device.requests.all) {
    expect(JSON.stringify(request), request.uri).not.toContain(CANARY);
    expect(Object.keys(request.headers).filter((name) => !SENT.has(name))).toEqual([]);
    expect(request.headers.host).toBe(`127.0.0.1:${device.httpsPort}`);
  }
  for (const answer of [read, written]) {
    const names = (answer.json.headers as { name: string }[]).map(({ name }) => name);
    expect(names.filter((name) => !SHOWN.has(name))).toEqual([]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
});

test("no path outside the device's API leaves the console, and no request line is split (SEC-D5)", async () => {
  const { device } = own.hmc;
  const before = device.requests.total;
  const paths = [
    "/login",
    "/api/../login",
    "/api/%2e%2e/login",
    "/api/%252e%252e/login",
    "/api/cpcs%2f..%2f..%2flogin",
    "//evil.example/api/cpcs",
    "https://evil.example/api/cpcs",
    "/api/cpcs HTTP/1.1\r\nHost: evil.example\r\n\r\nGET /x",
    "/api/cpcs\r\nx: y",
    "/api\\..\\login",
    "/api/cpcs#x",
    "/API/cpcs",
    "/api/sessions/this-session",
  ];
  for (const uri of paths) {
    const answer = await ask({ method: "DELETE", uri, confirmation: own.profile.name });
    expect([answer.status, answer.json.code], uri).toEqual([400, "invalid_request"]);
  }
  expect(device.requests.total).toBe(before);
});
