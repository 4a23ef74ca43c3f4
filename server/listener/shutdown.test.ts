import { beforeEach, describe, expect, it } from "vitest";
import { getRuntime, onShutdown, SHUTDOWN_ORDER } from "@/server/runtime/registry";
import { shutDown } from "./shutdown";

function recorder() {
  const steps: string[] = [];
  const problems: string[] = [];
  return {
    steps,
    problems,
    listener: {
      stopAccepting: () => void steps.push("stop accepting"),
      drain: async () => {
        steps.push("drain");
        return true;
      },
      close: async () => void steps.push("close"),
    },
    log: {
      info: (message: string) => void problems.push(message),
      error: (error: unknown, message: string) => void problems.push(`${message}: ${String(error)}`),
    },
  };
}

beforeEach(() => {
  const runtime = getRuntime();
  runtime.shutdownHooks.clear();
  runtime.isReady = true;
  runtime.isShuttingDown = false;
});

describe("shutDown", () => {
  it("runs the steps in the order of REL-10, however they were registered", async () => {
    const { steps, problems, listener, log } = recorder();
    const step = (name: keyof typeof SHUTDOWN_ORDER) =>
      onShutdown(name, SHUTDOWN_ORDER[name], async () => {
        await Promise.resolve();
        steps.push(name);
      });
    for (const name of ["database", "audit", "deviceSessions", "notifications", "eventStreams"] as const) step(name);
    onShutdown("readiness", SHUTDOWN_ORDER.readiness, () => void steps.push(`ready ${getRuntime().isReady}`));

    await shutDown(listener, log);
    expect(steps).toEqual([
      "stop accepting",
      "ready false",
      "eventStreams",
      "drain",
      "close",
      "notifications",
      "deviceSessions",
      "audit",
      "database",
    ]);
    expect(problems).toEqual([]);
  });

  it("goes on after a step that fails and one that never ends", async () => {
    const { steps, problems, listener, log } = recorder();
    onShutdown("streams", SHUTDOWN_ORDER.eventStreams, () => {
      throw new Error("broken");
    });
    onShutdown("sessions", SHUTDOWN_ORDER.deviceSessions, () => new Promise<void>(() => {}));
    onShutdown("database", SHUTDOWN_ORDER.database, () => void steps.push("database"));
    await shutDown(listener, log, { requestsMs: 50, hookMs: 30 });
    expect(steps.at(-1)).toBe("database");
    expect(problems).toEqual([
      'Shutdown step "streams" failed: Error: broken',
      'Shutdown step "sessions" failed: Error: not done after 30 ms',
    ]);
  });

  it("replaces a step registered twice", async () => {
    const { steps, listener, log } = recorder();
    onShutdown("database", SHUTDOWN_ORDER.database, () => void steps.push("old"));
    onShutdown("database", SHUTDOWN_ORDER.database, () => void steps.push("new"));
    await shutDown(listener, log);
    expect(steps).not.toContain("old");
    expect(steps).toContain("new");
  });
});
