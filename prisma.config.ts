import path from "node:path";
import { defineConfig } from "prisma/config";

/** Read by `prisma generate` only; the database is opened by `server/data/client.ts`. */
export default defineConfig({
  schema: path.join(import.meta.dirname, "prisma", "schema.prisma"),
  migrations: { path: path.join(import.meta.dirname, "prisma", "migrations") },
});
