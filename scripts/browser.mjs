import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { aptInstall, canUseApt } from "./prepare.mjs";
import { root, runQuietly, SetupError } from "./progress.mjs";

const SYSTEM_BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

function playwrightBrowser() {
  const { chromium } = createRequire(path.join(root, "package.json"))("@playwright/test");
  return chromium.executablePath();
}

/** @returns {string | undefined} the executable of a Chromium that is already here */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new SetupError(`CHROMIUM_PATH names ${named}, which does not exist.`);
  }
  return [playwrightBrowser(), ...SYSTEM_BROWSERS].find((candidate) => existsSync(candidate));
}

/** @returns {Promise<string>} the executable of a Chromium, installed when there was none */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (canUseApt()) await aptInstall("Installing Chromium", ["chromium"]);
  else {
    const cli = path.join(root, "node_modules", "@playwright", "test", "cli.js");
    await runQuietly("Fetching Chromium", process.execPath, [cli, "install", "chromium"], { mayFail: true });
  }
  const installed = findBrowser();
  if (installed) return installed;
  throw new SetupError(
    "The browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.",
  );
}
