import { ensureBrowser } from "./browser.mjs";
import { prepareConsole } from "./prepare.mjs";
import { main, runInForeground } from "./progress.mjs";

await main(async () => {
  const { buildDirectory } = await prepareConsole();
  const browser = await ensureBrowser();
  return runInForeground(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "scripts/screenshots.ts", ...process.argv.slice(2)],
    {
      SIGNALBOX_BUILD: buildDirectory,
      CHROMIUM_PATH: browser,
    },
  );
});
