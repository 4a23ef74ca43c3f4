import pino, { type Bindings, type DestinationStream, type Logger } from "pino";
import { getEnv } from "@/server/env";
import { redactText, redactValue } from "./redaction";

export { protectSecret, redactText, redactValue, withSecretScope } from "./redaction";

// JSON.stringify escapes C0 controls; DEL, C1 controls, line separators and bidirectional overrides also change what a
// terminal or a log viewer shows.
const UNSAFE_IN_TERMINALS = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

function escapeControls(line: string): string {
  return line.replace(
    UNSAFE_IN_TERMINALS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Makes a logger of single-line JSON: secrets removed by name and by value, control characters escaped (SEC-B2, SEC-B3).
 */
export function createLogger(level: string, destination: DestinationStream): Logger {
  // The whole line once more: bindings were written when their scope knew fewer secrets.
  const escaped: DestinationStream = {
    write: (line) => destination.write(`${escapeControls(redactText(line.trimEnd()))}\n`),
  };
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactValue(fields) as Record<string, unknown>,
      },
      // Errors arrive here already turned into plain fields by `formatters.log`.
      serializers: { err: (value: unknown) => value },
      hooks: {
        logMethod(args, method) {
          const redacted = args.map((argument) => (typeof argument === "string" ? redactText(argument) : argument));
          return method.apply(this, redacted as Parameters<typeof method>);
        },
      },
    },
    escaped,
  );
  const { child } = logger;
  // Children of a logger do not use its formatter of bindings.
  logger.child = function redactedChild(this: Logger, bindings, options) {
    return child.call(this, { ...(redactValue(bindings) as Bindings) }, options);
  } as typeof child;
  return logger;
}

const standardOutput: DestinationStream = { write: (line) => void process.stdout.write(line) };

let shared: Logger | undefined;

/** The logger of this process, writing to standard output. */
export function getLogger(): Logger {
  shared ??= createLogger(getEnv().logLevel, standardOutput);
  return shared;
}
