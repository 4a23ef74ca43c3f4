import path from "node:path";
import { describe, expect, it } from "vitest";
import { EnvironmentError, parseEnv } from "./env";

describe("parseEnv", () => {
  it("is safe without any variable", () => {
    expect(parseEnv({})).toMatchObject({
      mode: "production",
      listen: { host: "127.0.0.1", port: 3000, trustedProxies: [], isPlainHttpAllowed: false },
      dataDirectory: path.resolve("data"),
      masterKey: { isPassphrasePrompted: false },
      allowedAddresses: [],
      bodyLimitBytes: 1024 * 1024,
      hasCspReports: false,
      isDemo: false,
    });
  });

  it("reads lists separated by commas or blanks", () => {
    const env = parseEnv({
      SIGNALBOX_TRUSTED_PROXY: "10.0.0.0/8, 192.0.2.1",
      SIGNALBOX_ALLOWED_ADDRESSES: "127.0.0.1:6794 ::1",
    });
    expect(env.listen.trustedProxies).toEqual(["10.0.0.0/8", "192.0.2.1"]);
    expect(env.allowedAddresses).toEqual(["127.0.0.1:6794", "::1"]);
  });

  it("takes an empty variable for an absent one", () => {
    expect(parseEnv({ SIGNALBOX_PORT: "", SIGNALBOX_MASTER_KEY_FILE: " ", SIGNALBOX_PLAIN_HTTP: "" })).toEqual(
      parseEnv({}),
    );
  });

  it.each([
    [{ SIGNALBOX_PORT: "70000" }, /SIGNALBOX_PORT/],
    [{ SIGNALBOX_PORT: "http" }, /SIGNALBOX_PORT/],
    [{ SIGNALBOX_PLAIN_HTTP: "yes" }, /SIGNALBOX_PLAIN_HTTP: must be 1 or 0/],
    [{ SIGNALBOX_PUBLIC_URL: "console.example" }, /SIGNALBOX_PUBLIC_URL/],
    [{ SIGNALBOX_TLS_CERT_FILE: "a.pem" }, /given together/],
    [{ SIGNALBOX_MASTER_KEY_FILE: "a", SIGNALBOX_MASTER_KEY_FD: "3" }, /Only one/],
    [{ NODE_ENV: "staging" }, /NODE_ENV/],
  ])("refuses %j", (source, message) => {
    expect(() => parseEnv(source)).toThrow(EnvironmentError);
    expect(() => parseEnv(source)).toThrow(message);
  });

  it("does not repeat a passphrase put where only the word prompt belongs", () => {
    const attempt = () => parseEnv({ SIGNALBOX_MASTER_KEY_PASSPHRASE: "correct horse battery" });
    expect(attempt).toThrow(/never the passphrase itself/);
    expect(attempt).not.toThrow(/correct horse/);
  });
});
