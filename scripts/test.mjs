import { existsSync } from "node:fs";
import path from "node:path";
import { ensureBrowser } from "./browser.mjs";
import { aptInstall, canUseApt, prepareConsole, prepareTools, quietTools } from "./prepare.mjs";
import { main, root, runInForeground, SetupError, say } from "./progress.mjs";
import { forgetResult, readResult, resultFile } from "./results.mjs";

const VITEST = path.join(root, "node_modules", "vitest", "vitest.mjs");
const PLAYWRIGHT = path.join(root, "node_modules", "@playwright", "test", "cli.js");
/** What the tests with other people's programs need: Debian's package, a file of it, and its name. */
const PEERS = [
  { name: "Apache ActiveMQ", packageName: "activemq", file: "/usr/share/activemq" },
  { name: "nginx", packageName: "nginx", file: "/usr/sbin/nginx" },
  { name: "OpenSSL", packageName: "openssl", file: "/usr/bin/openssl" },
  { name: "lighttpd", packageName: "lighttpd", file: "/usr/lib/lighttpd/mod_authn_file.so" },
  { name: "redfishtool", packageName: "redfishtool", file: "/usr/bin/redfishtool" },
];

/** @param {string} suite @param {readonly string[]} args @param {Record<string, string>} env */
async function vitest(suite, args, env = {}) {
  forgetResult(suite);
  const reports = ["--reporter=default", "--reporter=json", `--outputFile.json=${resultFile(suite)}`];
  return runInForeground(process.execPath, [VITEST, "run", ...reports, ...args], {
    ...quietTools,
    NODE_ENV: "test",
    ...env,
  });
}

const suites = {
  /** @param {readonly string[]} args */
  unit: async (args) => {
    await prepareTools();
    return vitest("unit", args);
  },
  /** @param {readonly string[]} args */
  e2e: async (args) => {
    const { buildDirectory } = await prepareConsole();
    const browser = await ensureBrowser();
    forgetResult("e2e");
    return runInForeground(process.execPath, [PLAYWRIGHT, "test", ...args], {
      ...quietTools,
      CHROMIUM_PATH: browser,
      SIGNALBOX_BUILD: buildDirectory,
      PLAYWRIGHT_JSON_OUTPUT_NAME: resultFile("e2e"),
    });
  },
  /** @param {readonly string[]} args */
  peers: async (args) => {
    const { buildDirectory } = await prepareConsole();
    for (const { name, packageName, file } of PEERS) {
      if (!existsSync(file) && canUseApt()) await aptInstall(`Installing ${name}`, [packageName]);
      if (!existsSync(file)) {
        say(`The tests with ${name} are left out; install it to run them (Debian: apt-get install ${packageName}).`);
      }
    }
    const config = ["--config", "vitest.peers.config.ts"];
    return vitest("peers", [...config, ...args], { SIGNALBOX_BUILD: buildDirectory });
  },
};

await main(async () => {
  const [first, ...rest] = process.argv.slice(2);
  if (first !== undefined) {
    if (first in suites) return suites[/** @type {keyof typeof suites} */ (first)](rest);
    throw new SetupError(`There is no test suite "${first}"; there are ${Object.keys(suites).join(", ")}.`);
  }
  await prepareConsole();
  await ensureBrowser();
  const codes = [await suites.unit([]), await suites.e2e([])];
  for (const suite of ["unit", "e2e"]) {
    const { passed, failed } = readResult(suite);
    say(`${suite}: ${passed} passed, ${failed} failed`);
  }
  return codes.some((code) => code !== 0) ? 1 : 0;
});
