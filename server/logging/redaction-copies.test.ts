import { expect, test, vi } from "vitest";

test("a secret named in one compiled copy of the module is redacted in another", async () => {
  const routes = await import("./redaction");
  vi.resetModules();
  const boot = await import("./redaction");
  expect(boot.redactText).not.toBe(routes.redactText);
  routes.withSecretScope(() => {
    boot.protectSecret("canary-55aa");
    expect(routes.redactText("echo canary-55aa")).toBe("echo [redacted]");
  });
  expect(routes.redactText("echo canary-55aa")).toBe("echo canary-55aa");
});
