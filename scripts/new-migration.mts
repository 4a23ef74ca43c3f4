import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";

// Writes the SQL that leads from the migrations at hand to prisma/schema.prisma as the next migration:
//   node --import tsx scripts/new-migration.mts <name>
// With --check it writes nothing and exits with 1 where a migration is missing.
const root = path.resolve(import.meta.dirname, "..");
const migrationsDirectory = path.join(root, "prisma", "migrations");
const name = process.argv[2];
if (name === undefined || !/^(--check|[a-z][a-z0-9_]*)$/.test(name)) {
  process.stderr.write("usage: new-migration.mts <name_in_snake_case>|--check\n");
  process.exit(2);
}

const engineModule = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
const { instance } = await WebAssembly.instantiate(
  await readFile(path.join(path.dirname(engineModule), "schema_engine_bg.wasm")),
  { "./schema_engine_bg.js": bindings as unknown as WebAssembly.ModuleImports },
);
bindings.__wbg_set_wasm(instance.exports);
(instance.exports as { __wbindgen_start(): void }).__wbindgen_start();

const directories = (await readdir(migrationsDirectory, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const migrations = await Promise.all(
  directories.map(async (directory) => ({
    path: directory,
    migrationFile: {
      path: "migration.sql",
      content: {
        tag: "ok" as const,
        value: await readFile(path.join(migrationsDirectory, directory, "migration.sql"), "utf8"),
      },
    },
  })),
);
const schemaFile = path.join(root, "prisma", "schema.prisma");
const schema = await readFile(schemaFile, "utf8");
const files = [{ path: schemaFile, content: schema }];

const fromAdapter = createRequire(createRequire(import.meta.url).resolve("@prisma/adapter-better-sqlite3"));
const { bindMigrationAwareSqlAdapterFactory } = fromAdapter("@prisma/driver-adapter-utils") as {
  bindMigrationAwareSqlAdapterFactory(factory: object): object;
};
const factory = new PrismaBetterSqlite3({ url: ":memory:" });
const adapter = bindMigrationAwareSqlAdapterFactory({
  provider: factory.provider,
  adapterName: factory.adapterName,
  connect: () => factory.connect(),
  async connectToShadowDb() {
    const shadow = await factory.connectToShadowDb();
    const executeRaw = shadow.executeRaw.bind(shadow);
    // The engine replays whole files through a call that takes one statement only.
    shadow.executeRaw = (query) =>
      query.args.length === 0 ? shadow.executeScript(query.sql).then(() => 0) : executeRaw(query);
    return shadow;
  },
});
const engine = await bindings.SchemaEngine.new({ datamodels: [[schemaFile, schema]] }, () => undefined, adapter);
const difference = await engine.diff({
  from: {
    tag: "migrations",
    baseDir: migrationsDirectory,
    lockfile: { path: "migration_lock.toml", content: 'provider = "sqlite"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations,
  },
  to: { tag: "schemaDatamodel", files },
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
const sql = difference.stdout ?? "";
if (sql.trim() === "" || sql.includes("This is an empty migration")) {
  process.stdout.write("The migrations already lead to the schema.\n");
  process.exit(0);
}
if (name === "--check") {
  process.stderr.write(`The schema has changes that no migration makes:\n${sql}\n`);
  process.exit(1);
}
const directory = `${String(directories.length + 1).padStart(4, "0")}_${name}`;
await mkdir(path.join(migrationsDirectory, directory));
await writeFile(path.join(migrationsDirectory, directory, "migration.sql"), sql);
process.stdout.write(`prisma/migrations/${directory}/migration.sql\n`);
