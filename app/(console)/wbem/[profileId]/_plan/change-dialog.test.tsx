import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { RunningChange } from "@/app/_client/wbem-change";
import { ChangeDialog, hasBegun } from "./change-dialog";

const step = { action: "delete", object: "instance", name: 'CIM_Foo.Id="3"' } as const;
const running: RunningChange = {
  phase: "running",
  begun: { kind: "step", step, done: 2, total: 50 },
  error: null,
  outcome: null,
  stop: () => undefined,
};
const htmlOf = (change: RunningChange) =>
  renderToStaticMarkup(<ChangeDialog title="Delete CIM_Foo?" change={change} onClose={() => undefined} />);

test("a change under way tells its step and offers to stop", () => {
  const html = htmlOf(running);
  expect(html).toContain("Delete the instance CIM_Foo.Id=&quot;3&quot;");
  expect(html).toContain("2 of 50 steps made");
  expect(html).toMatch(/>Stop</);
});

test("a change that was stopped or broken off says what was made, and what may have been", () => {
  const stopped = htmlOf({ ...running, phase: "stopped" });
  expect(stopped).toContain("Stopped after 2 of 50 steps");
  expect(stopped).toContain("may have been made");
  const broken = { ...running, phase: "idle", error: new Error("gone") } as const;
  expect(htmlOf(broken)).toContain("Broken off after 2 of 50 steps");
  expect(htmlOf({ ...running, phase: "stopped", begun: null })).toContain("Stopped before the first step");
});

test("what was refused before its first step has not begun", () => {
  expect(hasBegun({ ...running, phase: "idle", begun: null, error: new Error("refused") })).toBe(false);
  expect(hasBegun({ ...running, phase: "idle", error: new Error("gone") })).toBe(true);
});
