import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { allEndpoints } from "@/contracts/endpoints";

const root = path.resolve(import.meta.dirname, "..");

/** Files that git knows or would add, so that builds and data are left out. */
function filesOf(...patterns: string[]): string[] {
  const output = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...patterns], {
    cwd: root,
    encoding: "utf8",
  });
  return [...new Set(output.split("\n"))].filter((file) => file !== "" && readOptional(file) !== undefined);
}

function readOptional(file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch {
    return undefined;
  }
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

/** The code without comments, so that prose may name what code may not use. */
function codeOf(file: string): string {
  return read(file)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
}

const sources = filesOf("*.ts", "*.tsx").filter((file) => !file.startsWith("server/data/generated/"));
const tests = /\.(test|e2e|peers)\.tsx?$|\/(fake|testing)\//;
const program = sources.filter(
  (file) => !tests.test(file) && /^(app|contracts|server|proxy|instrumentation)/.test(file),
);

describe("environment", () => {
  // `NEXT_RUNTIME` is replaced by the build and tells the two compilations of instrumentation.ts apart.
  const readers = new Set(["server/env.ts", "instrumentation.ts"]);

  it("is read in server/env.ts only", () => {
    expect(program).toContain("server/env.ts");
    expect(program.filter((file) => !readers.has(file) && /\bprocess\.env\b|process\[/.test(codeOf(file)))).toEqual([]);
    expect(codeOf("instrumentation.ts").match(/process\.env\.\w+/g)).toEqual(["process.env.NEXT_RUNTIME"]);
  });

  it("has no variable that the build would copy into the browser's code", () => {
    expect(program.filter((file) => read(file).includes("NEXT_PUBLIC_"))).toEqual([]);
  });
});

describe("modules", () => {
  const guarded = /^server\/(services|data|secrets|auth|http)\//;

  it("of the server that must not reach a browser say so in their first line", () => {
    const unmarked = program
      .filter((file) => guarded.test(file))
      .filter((file) => {
        const first = codeOf(file)
          .split("\n")
          .find((line) => line.trim() !== "");
        return first !== 'import "server-only";';
      });
    expect(unmarked).toEqual([]);
  });

  it("that run in plain Node know no framework", () => {
    const plain = program.filter((file) => /^server\/(protocols|transport|pki|domain)\//.test(file));
    expect(plain.length).toBeGreaterThan(10);
    const offending = plain.filter((file) =>
      /from "(next|react|server-only)["/]|import "server-only"/.test(codeOf(file)),
    );
    expect(offending).toEqual([]);
  });

  it("keep process state in the runtime registry", () => {
    const holders = program.filter((file) => /^server\//.test(file) && /\bglobalThis\b/.test(codeOf(file)));
    expect(holders).toEqual(["server/runtime/registry.ts"]);
    // A collection that is filled later would exist twice: the framework compiles modules more than once.
    const collection = /^(export )?(const|let) \w+(: [^=]+)? = new (Map|Set)(<[^(]*>)?\(\)/m;
    expect(
      program.filter((file) => /^(server|contracts|app\/api)\//.test(file) && collection.test(codeOf(file))),
    ).toEqual([]);
  });

  it("write to no console", () => {
    expect(program.filter((file) => /\bconsole\.(log|error|warn|info|debug)\(/.test(codeOf(file)))).toEqual([]);
  });
});

describe("screens", () => {
  const screens = program.filter((file) => file.startsWith("app/"));

  it("insert no markup as text (SEC-E9)", () => {
    const forbidden = /dangerouslySetInnerHTML|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML|document\.write/;
    expect(screens.filter((file) => forbidden.test(codeOf(file)))).toEqual([]);
  });

  it("ask the server through app/_client only", () => {
    const askers = screens.filter(
      (file) => !/^app\/(_client|api)\//.test(file) && /\bfetch\(|new EventSource\(/.test(codeOf(file)),
    );
    expect(askers).toEqual([]);
  });

  it("keep nothing in the browser's storage but what is listed (SEC-F9)", () => {
    const users = screens.filter((file) => /\b(localStorage|sessionStorage|indexedDB)\b/.test(codeOf(file)));
    // Names of namespaces, queries that were run, and the paths of instances walked along.
    expect(users).toEqual(["app/_client/wbem-memory.ts"]);
  });

  it("use no server actions (SEC-F5)", () => {
    expect(program.filter((file) => /^\s*["']use server["']/m.test(codeOf(file)))).toEqual([]);
  });
});

describe("routes", () => {
  const routes = filesOf("app/api/**/route.ts");

  it("are declared with defineRoute", () => {
    const undeclared = routes.filter((file) => {
      const methods = codeOf(file).match(
        /export\s+(const|async function|function)\s+(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g,
      );
      const declared = codeOf(file).match(/=\s*define\w*Route\w*(<[^(]*>)?\(/g);
      return methods === null || declared === null || declared.length < methods.length;
    });
    expect(undeclared).toEqual([]);
  });

  // The listener refuses what the contract does not name, and leaves the rest to the framework.
  it("are those of the contract", () => {
    const served = routes.flatMap((file) => {
      const path = `/${file.slice("app/".length, -"/route.ts".length)}`.replace(/\[(\w+)\]/g, ":$1");
      return [...codeOf(file).matchAll(/export\s+const\s+([A-Z]+)\b/g)].map(([, method]) => `${method} ${path}`);
    });
    const declared = allEndpoints
      .filter(({ format }) => format !== "event-stream")
      .map(({ method, path }) => `${method} ${path}`);
    expect(served.sort()).toEqual(declared.sort());
  });

  it("hold no rules of their own", () => {
    expect(routes.filter((file) => /\btry\s*\{|server\/data|server\/transport/.test(codeOf(file)))).toEqual([]);
  });
});

describe("packages", () => {
  interface LockEntry {
    version?: string;
    resolved?: string;
    integrity?: string;
    optional?: boolean;
  }
  const text = read("package-lock.json");
  const lock = JSON.parse(text) as { packages: Record<string, LockEntry> };
  const manifest = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;

  function isAtLeast(version: string, minimum: string): boolean {
    const [have, want] = [version, minimum].map((value) => value.split("-")[0]?.split(".").map(Number) ?? []);
    for (const index of [0, 1, 2]) {
      const difference = (have?.[index] ?? 0) - (want?.[index] ?? 0);
      if (difference !== 0) return difference > 0;
    }
    return true;
  }

  // Releases with known fixes (SUP-2); to be reviewed with each release of this project.
  it.each([
    ["next", "16.2.6"],
    ["react", "19.2.5"],
    ["react-dom", "19.2.5"],
  ])("%s is at least %s", (name, minimum) => {
    const { version } = lock.packages[`node_modules/${name}`] ?? {};
    expect(version).toBeDefined();
    expect(isAtLeast(version ?? "0", minimum)).toBe(true);
  });

  it("are named by exact versions", () => {
    for (const group of ["dependencies", "devDependencies"]) {
      for (const [name, version] of Object.entries(manifest[group] ?? {})) {
        expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
        expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
      }
    }
  });

  it("come from whichever registry is configured", () => {
    expect(Object.values(lock.packages).filter((entry) => entry.resolved !== undefined)).toEqual([]);
    expect(text).not.toMatch(/https?:\/\/[^"]*registry/);
  });

  it("are verified by their hash", () => {
    const unverified = Object.entries(lock.packages)
      .filter(([name, entry]) => name !== "" && entry.integrity === undefined && entry.optional !== true)
      .map(([name]) => name);
    expect(unverified).toEqual([]);
  });

  it("run no install scripts", () => {
    expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
  });
});

describe("simulated devices", () => {
  it("are imported by tests, benchmarks and the demo only", () => {
    expect(program.filter((file) => /from "[^"]*\/(fake|testing)\//.test(codeOf(file)))).toEqual([]);
  });
});
