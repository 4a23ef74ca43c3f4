import type { Env } from "@/server/env";
import { StartRefusedError } from "@/server/runtime/start-refused";

const INSPECT = /(^|\s)--inspect(-brk|-wait|-port|-publish-uid)?(=|\s|$)/;
const CORE_DUMP_SWITCHES =
  /(^|\s)--(abort-on-uncaught-exception|heapsnapshot-near-heap-limit|heapsnapshot-signal)(=|\s|$)/;

export interface StartFacts {
  env: Pick<Env, "mode" | "node">;
  execArgv: readonly string[];
  /** Text of `/proc/self/limits` where there is one. */
  limits?: string;
}

/**
 * Refuses switches that would weaken TLS for the whole process or expose its memory (SEC-C7, SEC-B5).
 * @returns warnings for the log.
 * @throws StartRefusedError with the reason.
 */
export function checkStart({ env, execArgv, limits = "" }: StartFacts): string[] {
  if (env.node.tlsRejectUnauthorized === "0") {
    throw new StartRefusedError(
      "NODE_TLS_REJECT_UNAUTHORIZED=0 switches off certificate checks for the whole process: unset it and set the trust of the profile concerned instead.",
    );
  }
  const switches = [...execArgv, env.node.options ?? ""].join(" ");
  if (env.mode === "production" && INSPECT.test(switches)) {
    throw new StartRefusedError("--inspect opens the memory of the process, secrets included: start without it.");
  }
  if (env.mode === "production" && CORE_DUMP_SWITCHES.test(switches)) {
    throw new StartRefusedError(
      "Core dumps and heap snapshots contain secrets: start without the switch that asks for them.",
    );
  }
  const warnings: string[] = [];
  if (env.node.extraCaCerts !== undefined) {
    warnings.push(
      "NODE_EXTRA_CA_CERTS adds certificate authorities to the system roots; profiles that trust only chosen CA bundles ignore it.",
    );
  }
  if (/^Max core file size\s+([1-9]|unlimited)/m.test(limits)) {
    warnings.push("Core dumps are on: a crash would write secrets to disk. Start with `ulimit -c 0`.");
  }
  return warnings;
}

/** Turns off diagnostic reports, which would write environment and stack to disk (SEC-B5). */
export function disableReports(report: NodeJS.ProcessReport | undefined): void {
  if (!report) return;
  report.reportOnFatalError = false;
  report.reportOnSignal = false;
  report.reportOnUncaughtException = false;
}
