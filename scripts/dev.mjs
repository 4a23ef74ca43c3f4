import { ensureMasterKey } from "./master-key.mjs";
import { prepareTools, quietTools } from "./prepare.mjs";
import { main, runInForeground } from "./progress.mjs";

await main(async () => {
  await prepareTools();
  const dataDirectory = process.env.SIGNALBOX_DATA_DIR ?? "data/dev";
  return runInForeground(process.execPath, ["--import", "tsx", "server/listener/main.ts"], {
    ...quietTools,
    NODE_ENV: "development",
    NEXT_DIST_DIR: ".next",
    SIGNALBOX_DATA_DIR: dataDirectory,
    ...ensureMasterKey(dataDirectory),
  });
});
