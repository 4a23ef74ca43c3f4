import { EnvironmentError, getEnv } from "@/server/env";
import { getLogger, redactText } from "@/server/logging/logger";
import { StartRefusedError } from "@/server/runtime/start-refused";
import { markBuildInUse } from "./build-mark";
import { BootFailedError } from "./errors";
import { startConsole } from "./start";

try {
  markBuildInUse(import.meta.dirname);
  await startConsole(getEnv(), getLogger());
} catch (error) {
  const isForOperator =
    error instanceof StartRefusedError || error instanceof EnvironmentError || error instanceof BootFailedError;
  // A part that failed may have done so for a reason its message does not show.
  if (error instanceof BootFailedError) getLogger().debug({ err: error.cause }, "Boot failed");
  if (isForOperator) process.stderr.write(`Signalbox does not start: ${redactText(error.message)}\n`);
  else getLogger().fatal({ err: error }, "The console did not start");
  process.exit(1);
}
