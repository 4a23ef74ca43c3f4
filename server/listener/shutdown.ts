import { getRuntime, SHUTDOWN_ORDER, type ShutdownHook } from "@/server/runtime/registry";
import type { Listener } from "./listener";

export interface ShutdownLog {
  info(message: string): void;
  error(error: unknown, message: string): void;
}

export interface ShutdownLimits {
  /** How long requests that are being answered may take (REL-10: 10 s). */
  requestsMs: number;
  /** How long one hook may take. */
  hookMs: number;
}

const DEFAULT_LIMITS: ShutdownLimits = { requestsMs: 10_000, hookMs: 4_000 };

async function runHook(hook: ShutdownHook, limitMs: number, log: ShutdownLog): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([Promise.resolve(hook.run()), limit]);
  } catch (error) {
    log.error(error, `Shutdown step "${hook.name}" failed`);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Ends the console in the order of REL-10: readiness off and no new connections, event streams told, requests finished,
 * then the registered steps by their order. A step that fails or takes too long does not keep the later ones from
 * running. Resolves when all is done; ending the process is the caller's.
 */
export async function shutDown(
  listener: Pick<Listener, "stopAccepting" | "drain" | "close">,
  log: ShutdownLog,
  limits: ShutdownLimits = DEFAULT_LIMITS,
): Promise<void> {
  const runtime = getRuntime();
  runtime.isReady = false;
  runtime.isShuttingDown = true;
  listener.stopAccepting();
  const steps: ShutdownHook[] = [
    ...runtime.shutdownHooks.values(),
    {
      name: "requests",
      order: SHUTDOWN_ORDER.requests,
      run: async () => {
        if (!(await listener.drain(limits.requestsMs))) log.info("Requests still in progress were cut off");
        await listener.close();
      },
    },
  ];
  for (const order of [...new Set(steps.map((step) => step.order))].sort((a, b) => a - b)) {
    const together = steps.filter((step) => step.order === order);
    const limitMs = order === SHUTDOWN_ORDER.requests ? limits.requestsMs + limits.hookMs : limits.hookMs;
    await Promise.all(together.map((step) => runHook(step, limitMs, log)));
  }
}
