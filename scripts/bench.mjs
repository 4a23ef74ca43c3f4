import { prepareConsole } from "./prepare.mjs";
import { main, runInForeground } from "./progress.mjs";

await main(async () => {
  const { buildDirectory } = await prepareConsole();
  return runInForeground(
    process.execPath,
    ["--conditions=react-server", "--expose-gc", "--import", "tsx", "bench/main.ts", ...process.argv.slice(2)],
    { SIGNALBOX_BUILD: buildDirectory },
  );
});
