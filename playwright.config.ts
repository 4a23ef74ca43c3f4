import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./scripts/browser.mjs";

const executablePath = process.env.CHROMIUM_PATH ?? findBrowser();

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.e2e.ts",
  globalSetup: "./e2e/fixtures/prepare.ts",
  outputDir: "test-results",
  // Each worker has a console and devices of its own.
  workers: process.env.SIGNALBOX_E2E_WORKERS === undefined ? 1 : Number(process.env.SIGNALBOX_E2E_WORKERS),
  fullyParallel: false,
  forbidOnly: true,
  retries: process.env.CI === undefined ? 0 : 1,
  // Time limits are for what never ends, not for a machine that has other things to do.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME === undefined ? [["list"]] : [["list"], ["json"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1366, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] },
  },
});
