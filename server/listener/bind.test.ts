import { describe, expect, it } from "vitest";
import { chooseScheme, isLoopback, parseNetworks } from "./bind";

const listen = { port: 3000, trustedProxies: [], isPlainHttpAllowed: false };

describe("chooseScheme", () => {
  it.each(["127.0.0.1", "127.8.9.10", "::1", "localhost", "::ffff:127.0.0.1"])("serves HTTP on %s", (host) => {
    expect(chooseScheme({ ...listen, host })).toEqual({ kind: "http", reason: "loopback" });
  });

  it.each(["0.0.0.0", "::", "192.0.2.1", "10.0.0.1", "console.example", "localhost.example"])(
    "serves HTTPS with a certificate of its own on %s",
    (host) => {
      expect(chooseScheme({ ...listen, host })).toEqual({ kind: "https", certificate: "self-signed" });
    },
  );

  it("serves HTTP elsewhere only behind a named proxy or by explicit consent", () => {
    const host = "0.0.0.0";
    expect(chooseScheme({ ...listen, host, trustedProxies: ["10.0.0.0/8"] })).toMatchObject({
      reason: "trusted-proxy",
    });
    expect(chooseScheme({ ...listen, host, isPlainHttpAllowed: true })).toMatchObject({ reason: "plain-http-allowed" });
  });

  it("uses certificate files wherever it listens", () => {
    const files = { certificateFile: "cert.pem", keyFile: "key.pem" };
    for (const host of ["127.0.0.1", "0.0.0.0"]) {
      expect(chooseScheme({ ...listen, ...files, host })).toEqual({ kind: "https", certificate: "files" });
    }
  });
});

describe("isLoopback", () => {
  it.each(["126.0.0.1", "0.0.0.0", "::", "localhost.", ""])("does not take %j for loopback", (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe("parseNetworks", () => {
  const test = parseNetworks(["10.1.0.0/16", "192.0.2.7", "fd00::/8"]);
  it.each([
    ["10.1.255.1", true],
    ["10.2.0.1", false],
    ["192.0.2.7", true],
    ["192.0.2.8", false],
    ["::ffff:10.1.0.1", true],
    ["fd12::1", true],
    ["fe80::1", false],
    ["not an address", false],
  ])("%s: %s", (address, isIn) => {
    expect(test(address)).toBe(isIn);
  });

  it.each(["proxy.example", "10.0.0.0/33", "10.0.0/8x"])("refuses %s", (entry) => {
    expect(() => parseNetworks([entry])).toThrow(/neither an address nor a network/);
  });
});
