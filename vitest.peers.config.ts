import { defineConfig } from "vitest/config";
import base from "./vitest.config";

/** Tests against real peers that must be installed; run by `npm run test:peers`. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["server/**/*.peers.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
