import { mkdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { hostAndPort } from "@/contracts/url-host";
import type { Env } from "@/server/env";
import {
  type ListenerCertificate,
  obtainSelfSignedCertificate,
  readListenerCertificate,
} from "@/server/runtime/listener-certificate";
import { count, getRuntime } from "@/server/runtime/registry";
import { StartRefusedError } from "@/server/runtime/start-refused";
import { chooseScheme, parseNetworks } from "./bind";
import { bodyLimits } from "./body-limits";
import { BootFailedError } from "./errors";
import { hostTestOf } from "./host-guard";
import { createListener, type Listener } from "./listener";
import { shutDown } from "./shutdown";
import { checkStart, disableReports } from "./start-checks";

const SHUTDOWN_LIMIT_MS = 20_000;
/** Migrations of a large database are part of it. */
const BOOT_LIMIT_MS = 10 * 60_000;

async function certificateFor(env: Env): Promise<ListenerCertificate | undefined> {
  const scheme = chooseScheme(env.listen);
  if (scheme.kind === "http") return undefined;
  const { certificateFile, keyFile, host } = env.listen;
  if (certificateFile !== undefined && keyFile !== undefined) return readListenerCertificate(certificateFile, keyFile);
  return obtainSelfSignedCertificate(env.dataDirectory, host);
}

/** @throws BootFailedError when the application could not be made ready, which the framework itself passes over. */
async function requireBoot(): Promise<void> {
  const { error } = await Promise.race([
    getRuntime().boot.finished,
    delay(BOOT_LIMIT_MS, { error: new Error("It took too long to get ready.") }),
  ]);
  if (error !== undefined) {
    throw new BootFailedError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/**
 * Starts the console: checks, framework, listener, signals. Resolves once it serves.
 * @throws StartRefusedError, EnvironmentError for what the operator can mend; anything else is a fault.
 */
export async function startConsole(env: Env, log: Logger): Promise<Listener> {
  disableReports(process.report);
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => undefined);
  for (const warning of checkStart({ env, execArgv: process.execArgv, limits })) log.warn(warning);
  // Without a listener of its own this signal would open the inspector (SEC-B5).
  if (env.mode === "production") process.on("SIGUSR1", () => log.warn("SIGUSR1 ignored"));
  recordUnhandled(log);
  await mkdir(env.dataDirectory, { recursive: true, mode: 0o700 });

  const isTrustedProxy = parseNetworks(env.listen.trustedProxies);
  const certificate = await certificateFor(env);
  // Loading the framework takes most of the start: a refusal above need not wait for it.
  const { prepareNext } = await import("./next-app");
  const app = await prepareNext(process.cwd(), env.mode, env.listen.host, env.listen.port);
  await requireBoot();
  const listener = createListener({
    handler: app.handler,
    upgrade: app.upgrade,
    tls: certificate,
    isTrustedProxy,
    isOwnHost: hostTestOf(env.listen),
    bodyLimit: bodyLimits(env.bodyLimitBytes),
    policy: {
      isDevelopment: env.mode === "development",
      reportUri: env.hasCspReports ? "/api/csp-report" : undefined,
    },
    onPolicyReport: (report) => {
      count("policy-reports");
      log.warn({ report }, "Content security policy violated");
    },
    onError: (error) => log.error({ err: error }, "A request could not be answered"),
  });
  const address = await listener.listen(env.listen.host, env.listen.port).catch((error: NodeJS.ErrnoException) => {
    throw new StartRefusedError(
      `Cannot listen on ${env.listen.host}:${env.listen.port} (${error.code ?? error.message}).`,
      {
        cause: error,
      },
    );
  });
  endOnSignals(listener, log);

  const url = `${certificate ? "https" : "http"}://${hostAndPort({ host: env.listen.host, port: address.port })}`;
  if (certificate) log.info({ fingerprint: certificate.fingerprint }, "Serving HTTPS with this certificate");
  log.info({ url, startMs: Math.round(performance.now()) }, "The console is ready");
  for (const run of getRuntime().listeningHooks.values()) await run(url);
  process.send?.({ type: "ready", url });
  return listener;
}

/** An unhandled rejection is a defect to be seen; state is intact, so the process goes on (REL-16). */
function recordUnhandled(log: Logger): void {
  process.on("unhandledRejection", (reason) => {
    count("unhandled-rejections");
    log.error({ err: reason }, "Unhandled rejection");
  });
  process.on("uncaughtException", (error) => {
    count("uncaught-exceptions");
    log.fatal({ err: error }, "Uncaught exception");
    // The stack that threw was cut off half way, so what it was changing may be damaged.
    process.exit(1);
  });
}

function endOnSignals(listener: Listener, log: Logger): void {
  const end = (signal: NodeJS.Signals) => {
    if (getRuntime().isShuttingDown) return;
    log.info({ signal }, "Shutting down");
    const limit = setTimeout(() => {
      log.error("Shutdown did not finish in time");
      process.exit(0);
    }, SHUTDOWN_LIMIT_MS);
    limit.unref();
    void shutDown(listener, {
      info: (message) => log.info(message),
      error: (err, message) => log.error({ err }, message),
    })
      .catch((error: unknown) => log.error({ err: error }, "Shutdown failed"))
      .finally(() => {
        log.info("Ended");
        process.exit(0);
      });
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}
