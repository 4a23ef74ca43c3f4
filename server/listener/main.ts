import { EnvironmentError, getEnv } from "@/server/env";
import { getLogger } from "@/server/logging/logger";
import { StartRefusedError } from "./errors";
import { startConsole } from "./start";

try {
  await startConsole(getEnv(), getLogger());
} catch (error) {
  const isExpected = error instanceof StartRefusedError || error instanceof EnvironmentError;
  if (isExpected) process.stderr.write(`Signalbox does not start: ${error.message}\n`);
  else getLogger().fatal({ err: error }, "The console did not start");
  process.exit(1);
}
