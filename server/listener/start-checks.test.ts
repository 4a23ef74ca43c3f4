import { describe, expect, it } from "vitest";
import { checkStart, disableReports } from "./start-checks";

const clean = { mode: "production" as const, node: {} };

describe("checkStart", () => {
  it("accepts an ordinary start without a warning", () => {
    expect(checkStart({ env: clean, execArgv: ["--enable-source-maps"] })).toEqual([]);
  });

  it.each(["production", "development", "test"] as const)(
    "refuses a process without certificate checks in %s",
    (mode) => {
      const env = { mode, node: { tlsRejectUnauthorized: "0" } };
      expect(() => checkStart({ env, execArgv: [] })).toThrow(/NODE_TLS_REJECT_UNAUTHORIZED=0/);
    },
  );

  it.each(["--inspect", "--inspect=0.0.0.0:9229", "--inspect-brk", "--inspect-wait", "--inspect-port=1"])(
    "refuses %s in production, as argument and as option",
    (argument) => {
      expect(() => checkStart({ env: clean, execArgv: [argument] })).toThrow(/--inspect/);
      const env = { mode: "production" as const, node: { options: `--max-old-space-size=512 ${argument}` } };
      expect(() => checkStart({ env, execArgv: [] })).toThrow(/--inspect/);
    },
  );

  it("lets developers inspect", () => {
    expect(checkStart({ env: { mode: "development", node: {} }, execArgv: ["--inspect"] })).toEqual([]);
  });

  it.each(["--heapsnapshot-signal=SIGUSR2", "--heapsnapshot-near-heap-limit=2", "--abort-on-uncaught-exception"])(
    "refuses %s",
    (argument) => {
      expect(() => checkStart({ env: clean, execArgv: [argument] })).toThrow(/secrets/);
    },
  );

  it("warns of additional roots", () => {
    const env = { mode: "production" as const, node: { extraCaCerts: "/etc/rogue.pem" } };
    expect(checkStart({ env, execArgv: [] })).toEqual([expect.stringContaining("NODE_EXTRA_CA_CERTS")]);
  });
});

describe("core dumps", () => {
  const limits = (soft: string) =>
    `Max stack size  8388608  unlimited  bytes\nMax core file size        ${soft}   unlimited   bytes\n`;
  it.each([
    ["0", 0],
    ["unlimited", 1],
    ["1048576", 1],
  ])("with a limit of %s give %i warnings", (soft, warnings) => {
    expect(checkStart({ env: clean, execArgv: [], limits: limits(soft) })).toHaveLength(warnings);
  });
});

describe("disableReports", () => {
  it("turns every trigger off", () => {
    const report = { reportOnFatalError: true, reportOnSignal: true, reportOnUncaughtException: true };
    disableReports(report as NodeJS.ProcessReport);
    expect(report).toEqual({ reportOnFatalError: false, reportOnSignal: false, reportOnUncaughtException: false });
  });
});
