import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config";

const peers = mergeConfig(
  base,
  defineConfig({ test: { testTimeout: 60_000, hookTimeout: 600_000, fileParallelism: false } }),
);
peers.test.include = ["peers/**/*.test.ts"];

export default peers;
