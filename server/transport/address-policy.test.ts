import { describe, expect, it } from "vitest";
import { createAddressPolicy } from "./address-policy";
import { dial, requireAllowedFirstHop } from "./dial";
import { TransportError } from "./errors";
import { normalizeHost } from "./host";

const policy = createAddressPolicy();

/** What the name service of the machine would be asked for; addresses are judged as they are. */
function judge(spelling: string): string {
  try {
    const host = normalizeHost(spelling);
    const resolved = host.isAddress ? host.name : "127.0.0.1";
    requireAllowedFirstHop([resolved], { host, port: 6794, addressPolicy: policy });
    return "allowed";
  } catch (error) {
    if (error instanceof TransportError) return error.class;
    throw error;
  }
}

const loopback = [
  "127.0.0.1",
  "127.0.0.2",
  "127.255.255.255",
  "127.0.0.1.",
  " 127.0.0.1 ",
  "127.1",
  "127.0.1",
  "127",
  "0",
  "0.0.0.0",
  "0.0.0.1",
  "00.0.0.0",
  "2130706433",
  "017700000001",
  "0x7f000001",
  "0X7F000001",
  "0x7f.0.0.1",
  "0x7f.1",
  "0177.0.0.1",
  "0177.1",
  "127.0.0.01",
  "127.00.0.1",
  "127.0.0.0x1",
  "4294967295",
  "-1",
  "256.0.0.1",
  "1.2.3.4.5",
  "127。0。0。1",
  "127．0．0．1",
  "127｡0｡0｡1",
  "１２７.0.0.1",
  "①②⑦.0.0.1",
  "localhost",
  "LOCALHOST",
  "localhost.",
  "ｌｏｃａｌｈｏｓｔ",
  "localhost.localdomain",
  "::1",
  "[::1]",
  "0:0:0:0:0:0:0:1",
  "0000:0000:0000:0000:0000:0000:0000:0001",
  "::",
  "[::]",
  "::1%lo",
  "::ffff:127.0.0.1",
  "::FFFF:127.0.0.1",
  "[::ffff:127.0.0.1]",
  "::ffff:7f00:1",
  "0:0:0:0:0:ffff:7f00:0001",
  "::127.0.0.1",
  "::7f00:1",
  "::ffff:0:127.0.0.1",
  "64:ff9b::127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::7f00:1",
  "2002:7f00:1::",
  "2002:7f00:0001::1",
  "2001:0:5ef5:79fd::80ff:fffe",
  "fd00::5efe:127.0.0.1",
];
const special = [
  "169.254.0.1",
  "169.254.169.254",
  "169.254.170.2",
  "169.254.169.254.",
  "2852039166",
  "0xa9fea9fe",
  "0251.0376.0251.0376",
  "::ffff:169.254.169.254",
  "64:ff9b::a9fe:a9fe",
  "2002:a9fe:a9fe::",
  "fe80::1",
  "fe80::1%eth0",
  "[fe80::1%25eth0]",
  "febf::1",
  "fec0::1",
  "fd00:ec2::254",
  "fd20:ce::254",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "ff02::1",
  "ff00::",
];
const tricks = [
  "user@127.0.0.1",
  "hmc.example.com@127.0.0.1",
  "127.0.0.1:80",
  "127.0.0.1/",
  "127.0.0.1#",
  "127.0.0.1?x",
  "127.0.0.1\\@hmc.example.com",
  "http://127.0.0.1",
  "//127.0.0.1",
  "127.0.0.1\t",
  "hmc\n.example.com",
  "hmc example",
  "hmc..example.com",
  ".",
  "",
  "%31%32%37.0.0.1",
  "[127.0.0.1]",
  "[::1",
  "::1]",
  "::1%lo%lo",
  "x".repeat(64),
  `${"a.".repeat(130)}b`,
];

describe("createAddressPolicy", () => {
  it("covers at least eighty spellings", () => {
    expect(new Set([...loopback, ...special, ...tricks]).size).toBeGreaterThanOrEqual(80);
  });

  it.each([...loopback, ...special, ...tricks])("refuses %j", (spelling) => {
    expect(judge(spelling)).toMatch(/^(address-blocked|invalid-address)$/);
  });

  it.each([
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "9.12.3.4",
    "fd12:3456::1",
    "2001:db8::1",
    "2001:db8:1::a00:1",
  ])("lets %s be dialled, for devices live in private networks", (address) => {
    expect(judge(address)).toBe("allowed");
  });

  it("keeps to the networks and hosts an administrator has named", () => {
    const limited = createAddressPolicy({
      allowedNetworks: ["10.1.0.0/16", "2001:db8::/32"],
      allowedHosts: ["*.hmc.example.com", "one.example.com"],
    });
    const verdict = (host: string, address: string) => {
      const result = limited.judge({ host, address, port: 6794 });
      return result.allowed ? "allowed" : result.errorClass;
    };
    expect(verdict("x", "10.1.2.3")).toBe("allowed");
    expect(verdict("x", "::ffff:10.1.2.3")).toBe("allowed");
    expect(verdict("x", "10.2.0.1")).toBe("address-not-allowed");
    expect(verdict("a.hmc.example.com", "10.2.0.1")).toBe("allowed");
    expect(verdict("hmc.example.com", "10.2.0.1")).toBe("address-not-allowed");
    expect(verdict("one.example.com", "192.0.2.1")).toBe("allowed");
    expect(verdict("one.example.com", "127.0.0.1")).toBe("address-blocked");
  });

  it("protects the console's own endpoints", () => {
    const own = createAddressPolicy({ ownEndpoints: [{ address: "10.0.0.5", port: 5432 }, { address: "10.0.0.6" }] });
    const allowed = (address: string, port: number) => own.judge({ host: "x", address, port }).allowed;
    expect(allowed("10.0.0.5", 5432)).toBe(false);
    expect(allowed("::ffff:10.0.0.5", 5432)).toBe(false);
    expect(allowed("10.0.0.5", 6794)).toBe(true);
    expect(allowed("10.0.0.6", 6794)).toBe(false);
  });

  it("makes exceptions for exact endpoints only", () => {
    const demo = createAddressPolicy({ exceptions: [{ address: "127.0.0.1", port: 16794 }] });
    const allowed = (address: string, port: number) => demo.judge({ host: "x", address, port }).allowed;
    expect(allowed("127.0.0.1", 16794)).toBe(true);
    expect(allowed("127.0.0.1", 16795)).toBe(false);
    expect(allowed("127.0.0.2", 16794)).toBe(false);
    expect(allowed("::1", 16794)).toBe(false);
  });
});

describe("dial", () => {
  it("asks the name service once and leaves out what is blocked", async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return asked === 1 ? ["169.254.169.254", "127.0.0.1"] : ["127.0.0.1"];
    };
    const host = normalizeHost("rebind.example.com");
    const attempt = dial({ host, port: 1, addressPolicy: policy, connectMs: 1_000, resolve });
    await expect(attempt).rejects.toMatchObject({ class: "address-blocked", facts: { address: "169.254.169.254" } });
    expect(asked).toBe(1);
  });

  it.each([
    ["HMC.Example.COM.", "hmc.example.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["[2001:DB8:0:0::1]", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["hmc_1.example.com", "hmc_1.example.com"],
  ])("normalises %s to %s", (input, name) => {
    expect(normalizeHost(input).name).toBe(name);
  });
});
