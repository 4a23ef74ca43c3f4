import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root, runQuietly, SetupError, say } from "./progress.mjs";

const MINIMUM_NODE = [20, 19];
const modules = path.join(root, "node_modules");
const buildRoot = path.join(root, ".next-builds");
const KEPT_BUILDS = 3;

/** Everything that a build is made of. Tests and simulated devices are no part of it but cost nothing to include. */
const BUILD_INPUTS = [
  "app",
  "contracts",
  "public",
  "server",
  "instrumentation-client.ts",
  "instrumentation.ts",
  "next.config.js",
  "package-lock.json",
  "prisma/schema.prisma",
  "proxy.ts",
  "tsconfig.json",
  "tsconfig.next.json",
];
const PRISMA_INPUTS = ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"];

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [needMajor = 0, needMinor = 0] = MINIMUM_NODE;
  if (major < needMajor || (major === needMajor && minor < needMinor)) {
    throw new SetupError(`Signalbox needs Node ${MINIMUM_NODE.join(".")} or newer; this is ${process.versions.node}.`);
  }
}

/** @param {string} command */
function isOnPath(command) {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .some((directory) => directory !== "" && existsSync(path.join(directory, command)));
}

/** @returns {[string, string[]]} how to call the npm that runs us, or the one on the path */
function npm() {
  const script = process.env.npm_execpath;
  return script?.endsWith(".js") ? [process.execPath, [script]] : ["npm", []];
}

/** @param {readonly string[]} entries files and folders below the root */
function hashOf(entries) {
  const hash = createHash("sha256");
  /** @param {string} file */
  const add = (file) => {
    const full = path.join(root, file);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) {
        if (!/\.test\.tsx?$/.test(name) && name !== "generated") add(path.join(file, name));
      }
      return;
    }
    hash.update(`${file}\0`).update(readFileSync(full)).update("\0");
  };
  for (const entry of entries) add(entry);
  return hash.digest("hex");
}

/** @param {string} file */
function stampOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/** Whether what npm noted about the installed packages is what the lock file asks for. */
function isInstalled() {
  const noted = path.join(modules, ".package-lock.json");
  if (!existsSync(noted)) return false;
  const installed = JSON.parse(readFileSync(noted, "utf8")).packages;
  const locked = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(locked).every(
    ([name, { version, optional }]) =>
      name === "" || installed[name]?.version === version || (optional && installed[name] === undefined),
  );
}

async function ensurePackages() {
  const stampFile = path.join(modules, ".signalbox-lock");
  const wanted = hashOf(["package-lock.json"]);
  if (stampOf(stampFile) === wanted) return;
  if (!isInstalled()) {
    const [command, args] = npm();
    await runQuietly("Installing packages", command, [...args, "ci", "--include=dev", "--no-audit", "--no-fund"]);
  }
  writeFileSync(stampFile, `${wanted}\n`);
}

function canLoadSqlite() {
  const script = `new (require("better-sqlite3"))(":memory:").prepare("select 1").get()`;
  try {
    execFileSync(process.execPath, ["-e", script], { cwd: root, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Node's own headers, when they lie beside this Node: building then needs no download. */
function nodeHeaders() {
  const prefix = path.dirname(path.dirname(process.execPath));
  const header = path.join(prefix, "include", "node", "node_version.h");
  if (!existsSync(header)) return undefined;
  const major = /#define NODE_MAJOR_VERSION (\d+)/.exec(readFileSync(header, "utf8"))?.[1];
  return major === process.versions.node.split(".")[0] ? prefix : undefined;
}

function hasCompiler() {
  return isOnPath("python3") && isOnPath("make") && (isOnPath("g++") || isOnPath("c++"));
}

/**
 * @param {string} title
 * @param {readonly string[]} packages
 */
async function aptInstall(title, packages) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  if (await runQuietly(title, "apt-get", install, { env, mayFail: true })) return true;
  await runQuietly("Refreshing the package lists", "apt-get", ["update"], { env, mayFail: true });
  return runQuietly(title, "apt-get", install, { env, mayFail: true });
}

/** Whether system packages can be installed from here without asking for a password. */
export function canUseApt() {
  return process.getuid?.() === 0 && isOnPath("apt-get");
}

export { aptInstall };

async function ensureSqlite() {
  const stampFile = path.join(modules, ".signalbox-sqlite");
  const wanted = `${process.versions.modules} ${process.platform} ${process.arch} ${hashOf(["package-lock.json"])}`;
  if (stampOf(stampFile) === wanted) return;
  if (!canLoadSqlite()) await buildSqlite();
  writeFileSync(stampFile, `${wanted}\n`);
}

async function buildSqlite() {
  if (!hasCompiler() && canUseApt()) await aptInstall("Installing a compiler", ["python3", "make", "g++"]);
  const [command, args] = npm();
  const rebuild = [...args, "rebuild", "better-sqlite3", "--ignore-scripts=false", "--foreground-scripts"];
  const headers = nodeHeaders();
  if (hasCompiler()) {
    const env = { npm_config_build_from_source: "true", ...(headers ? { npm_config_nodedir: headers } : {}) };
    const isBuilt = await runQuietly("Building SQLite", command, rebuild, { env, mayFail: true });
    if (isBuilt && canLoadSqlite()) return;
  }
  const isFetched = await runQuietly("Fetching SQLite", command, rebuild, { mayFail: true });
  if (isFetched && canLoadSqlite()) return;
  throw new SetupError(
    "SQLite could not be built: install python3, make and g++ (Debian: apt-get install python3 make g++) and try again.",
  );
}

async function ensurePrismaClient() {
  if (!existsSync(path.join(root, "prisma", "schema.prisma"))) return;
  const output = path.join(root, "server", "data", "generated");
  const stampFile = path.join(modules, ".signalbox-prisma");
  const wanted = hashOf(PRISMA_INPUTS);
  if (existsSync(output) && stampOf(stampFile) === wanted) return;
  await runQuietly(
    "Generating the database client",
    process.execPath,
    [path.join(modules, "prisma", "build", "index.js"), "generate"],
    {
      // Generating does not run the engine, it only wants the file to exist.
      env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" },
    },
  );
  writeFileSync(stampFile, `${wanted}\n`);
}

/** @param {string} directory */
async function bundleListener(directory) {
  const esbuild = await import(createRequire(path.join(root, "package.json")).resolve("esbuild"));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { main: "server/listener/main.ts" },
    outdir: path.join(directory, "listener"),
    outExtension: { ".js": ".mjs" },
    alias: { "@": root },
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "linked",
    logLevel: "warning",
  });
}

/**
 * Whether a running console serves this build (see `server/listener/build-mark.ts`).
 * @param {string} build
 */
export function isInUse(build) {
  const marks = path.join(build, "in-use");
  if (!existsSync(marks)) return false;
  return readdirSync(marks).some((pid) => {
    try {
      process.kill(Number(pid), 0);
      return true;
    } catch (error) {
      return error instanceof Error && "code" in error && error.code === "EPERM";
    }
  });
}

function removeOldBuilds() {
  const builds = readdirSync(buildRoot)
    .map((name) => path.join(buildRoot, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of builds.slice(KEPT_BUILDS)) {
    if (!isInUse(old)) rmSync(old, { recursive: true, force: true });
  }
}

/** @returns {Promise<string>} the build's folder, relative to the root */
async function ensureBuild() {
  const id = hashOf(BUILD_INPUTS).slice(0, 16);
  const directory = path.join(buildRoot, id);
  const relative = path.relative(root, directory);
  const stampFile = path.join(directory, "complete");
  if (existsSync(stampFile)) {
    const now = new Date();
    utimesSync(directory, now, now);
    return relative;
  }
  mkdirSync(buildRoot, { recursive: true });
  await runQuietly(
    "Building the console",
    process.execPath,
    [path.join(modules, "next", "dist", "bin", "next"), "build"],
    { env: { NEXT_DIST_DIR: relative, NODE_ENV: "production", ...quietTools } },
  );
  await bundleListener(directory);
  writeFileSync(stampFile, `${id}\n`);
  removeOldBuilds();
  return relative;
}

/** Switches off what tools would send home. */
export const quietTools = {
  NEXT_TELEMETRY_DISABLED: "1",
  IBM_TELEMETRY_DISABLED: "true",
  CHECKPOINT_DISABLE: "1",
};

/** Packages, native code and generated client: what tests and tools need. Does only what is missing. */
export async function prepareTools() {
  checkNode();
  await ensurePackages();
  await ensureSqlite();
  await ensurePrismaClient();
}

/**
 * All of `prepareTools` and a build of the present sources.
 * @returns {Promise<{ buildDirectory: string }>} the build's folder, relative to the root
 */
export async function prepareConsole() {
  await prepareTools();
  const buildDirectory = await ensureBuild();
  return { buildDirectory };
}

/**
 * The command line of the built console.
 * @param {string} buildDirectory
 * @returns {{ args: string[], env: Record<string, string> }}
 */
export function consoleCommand(buildDirectory) {
  return {
    args: [path.join(root, buildDirectory, "listener", "main.mjs")],
    env: { NODE_ENV: "production", NEXT_DIST_DIR: buildDirectory, ...quietTools },
  };
}

/** Says where the console's first lines will appear, so that silence is not taken for a failure. */
export function announce(/** @type {string} */ what) {
  say(`Signalbox: ${what}`);
}
