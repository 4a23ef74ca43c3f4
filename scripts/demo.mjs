import { prepareConsole } from "./prepare.mjs";
import { main, runInForeground } from "./progress.mjs";

await main(async () => {
  const { buildDirectory } = await prepareConsole();
  return runInForeground(process.execPath, ["--conditions=react-server", "--import", "tsx", "scripts/demo.ts"], {
    SIGNALBOX_BUILD: buildDirectory,
  });
});
