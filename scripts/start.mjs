import { ensureMasterKey } from "./master-key.mjs";
import { consoleCommand, prepareConsole } from "./prepare.mjs";
import { main, runInForeground } from "./progress.mjs";

await main(async () => {
  const { buildDirectory } = await prepareConsole();
  const { args, env } = consoleCommand(buildDirectory);
  const masterKey = ensureMasterKey(process.env.SIGNALBOX_DATA_DIR ?? "data");
  // A core file would hold every secret in memory; only a shell can set the limit.
  const withoutCoreFiles = ["-c", 'ulimit -c 0; exec "$0" "$@"', process.execPath, ...args];
  return runInForeground("sh", withoutCoreFiles, { ...env, ...masterKey });
});
