import { expect, test } from "vitest";
import { parseEnv } from "@/server/env";
import { cookiePolicy, findSessionToken, secondFactorCookieName, sessionCookieName } from "./cookies";

const secure = { prefix: "__Host-signalbox", isSecure: true };
const plain = { prefix: "signalbox", isSecure: false };

test.each([
  ["HTTP on loopback", {}, plain],
  ["HTTP on loopback that a proxy offers as HTTPS", { SIGNALBOX_PUBLIC_URL: "https://console.example" }, secure],
  ["its own certificate", { SIGNALBOX_TLS_CERT_FILE: "c.pem", SIGNALBOX_TLS_KEY_FILE: "k.pem" }, secure],
  ["a self-signed certificate", { SIGNALBOX_HOST: "0.0.0.0" }, secure],
  ["a trusted proxy", { SIGNALBOX_HOST: "0.0.0.0", SIGNALBOX_TRUSTED_PROXY: "192.0.2.1" }, secure],
  [
    "a trusted proxy that speaks HTTP to browsers",
    {
      SIGNALBOX_HOST: "0.0.0.0",
      SIGNALBOX_TRUSTED_PROXY: "192.0.2.1",
      SIGNALBOX_PUBLIC_URL: "http://console.example",
    },
    plain,
  ],
  ["plain HTTP by consent", { SIGNALBOX_HOST: "0.0.0.0", SIGNALBOX_PLAIN_HTTP: "1" }, plain],
])("%s", (_, variables, expected) => {
  expect(cookiePolicy(parseEnv(variables).listen)).toEqual(expected);
});

test("a cookie of the one kind is not taken for the other", () => {
  const token = "t".repeat(43);
  expect(findSessionToken(new Headers({ cookie: `a=b; signalbox.session_token=${token}.x; c=d` }))).toBe(token);
  expect(findSessionToken(new Headers({ cookie: `__Host-signalbox.session_token=${token}.x` }))).toBeUndefined();
  expect(sessionCookieName({ prefix: "__Host-signalbox", isSecure: true })).toBe("__Host-signalbox.session_token");
  expect(secondFactorCookieName({ prefix: "signalbox", isSecure: false })).toBe("signalbox.two_factor");
});
