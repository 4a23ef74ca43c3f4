import { describe, expect, it } from "vitest";
import { createLogger, protectSecret, redactText, withSecretScope } from "./logger";

function capture() {
  const lines: string[] = [];
  return { lines, log: createLogger("debug", { write: (line) => void lines.push(line) }) };
}

describe("redaction by name", () => {
  it.each([
    "password",
    "new-password",
    "bind-password",
    "api-session",
    "X-API-Session",
    "session-credential",
    "shared-secret-key",
    "ssc-master-pw",
    "client-secret",
    "authentication-code",
    "passcode",
    "Authorization",
    "Cookie",
    "set-cookie",
    "accessToken",
    "keyPem",
    "masterKey",
    "passphrase",
    "websocket-uri",
  ])("hides %s at any depth", (name) => {
    const { lines, log } = capture();
    log.info({ [name]: "canary", outer: [{ [name]: { inner: "canary" } }] }, "request");
    expect(lines.join("")).not.toContain("canary");
    expect(lines.join("")).toContain("[redacted]");
  });

  it("keeps what only tells whether a secret is set, and ordinary fields", () => {
    const { lines, log } = capture();
    log.info({ password: true, profileId: "p1", publicKey: "abc" }, "saved");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ password: true, profileId: "p1", publicKey: "abc" });
  });

  it("hides in bindings of a child and in the properties and causes of an error", () => {
    const { lines, log } = capture();
    const cause = Object.assign(new Error("inner"), { passcode: "canary" });
    const error = Object.assign(new Error("outer", { cause }), { headers: { "x-api-session": "canary" } });
    log.child({ token: "canary" }).error({ err: error }, "failed");
    log.error(error);
    expect(lines.join("")).not.toContain("canary");
    expect(JSON.parse(lines[0] ?? "").err).toMatchObject({ message: "outer", cause: { message: "inner" } });
  });
});

describe("redaction by value", () => {
  const secret = 'pa"ss/wörd&1';

  it("hides the secrets of the scope in messages, fields, errors and other encodings", () => {
    const { lines, log } = capture();
    withSecretScope(() => {
      protectSecret(secret);
      const echoes = [
        secret,
        JSON.stringify(secret),
        encodeURIComponent(secret),
        Buffer.from(secret).toString("base64"),
      ];
      for (const echo of echoes)
        log.warn({ body: `<p>wrong: ${echo}</p>`, err: new Error(echo) }, `device said ${echo}`);
      log.warn("format %s", secret);
    });
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(line).not.toMatch(/wörd|w%C3%B6rd|cGEic3Mvd/);
      expect(line).toContain("[redacted]");
    }
  });

  it("does not reach into other scopes", async () => {
    await withSecretScope(async () => {
      protectSecret("first-secret");
      await Promise.resolve();
      expect(redactText("first-secret second-secret")).toBe("[redacted] second-secret");
      withSecretScope(() => {
        protectSecret("second-secret");
        expect(redactText("first-secret second-secret")).toBe("[redacted] [redacted]");
      });
      expect(redactText("second-secret")).toBe("second-secret");
    });
    expect(redactText("first-secret")).toBe("first-secret");
  });

  it("leaves no remainder of a longer secret that contains a shorter one", () => {
    withSecretScope(() => {
      protectSecret("abcd");
      protectSecret("abcdefgh");
      expect(redactText("x abcdefgh y")).toBe("x [redacted] y");
    });
  });
});

describe("lines", () => {
  it("are single, with every control character escaped", () => {
    const { lines, log } = capture();
    const hostile = 'eve\r\n{"level":"fatal"}\u001b[2J\u0000\u0085\u009b31m\u2028\u202eabc\u007f';
    log.info({ user: hostile, [hostile]: 1 }, `sign-in of ${hostile}`);
    expect(lines).toHaveLength(1);
    const line = lines[0] ?? "";
    expect(line.endsWith("\n")).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
    expect(JSON.parse(line).user).toBe(hostile);
  });

  it("survive cycles, binary content, big integers and very deep objects", () => {
    const { lines, log } = capture();
    const cycle: Record<string, unknown> = { n: 18_446_744_073_709_551_615n, bytes: Buffer.from("canary") };
    cycle.self = cycle;
    log.info(cycle, "odd");
    const { n, bytes } = JSON.parse(lines[0] ?? "");
    expect([n, bytes]).toEqual(["18446744073709551615", "[6 bytes]"]);
  });
});
