import { ensureMasterKey } from "./master-key.mjs";
import { consoleCommand, prepareConsole } from "./prepare.mjs";
import { main, runInForeground } from "./progress.mjs";

await main(async () => {
  const { buildDirectory } = await prepareConsole();
  const { args, env } = consoleCommand(buildDirectory);
  const masterKey = ensureMasterKey(process.env.SIGNALBOX_DATA_DIR ?? "data");
  return runInForeground(process.execPath, args, { ...env, ...masterKey });
});
