import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { WbemPlan } from "@/contracts/wbem/schema";
import { OutcomeView, PlanView } from "./plan-view";

const step = { action: "delete", object: "class", name: "<b>CIM_Foo</b>" } as const;
const plan: WbemPlan = {
  steps: [step],
  totals: [{ action: "delete", object: "class", count: 700 }],
  total: 700,
  obstacles: ["It has subclasses."],
  notes: ["Not followed: locale"],
  plan: "",
};

test("a plan shows totals, what stands in the way, and how many of its steps are listed", () => {
  const html = renderToStaticMarkup(<PlanView plan={plan} />);
  expect(html).toContain("Delete 700 classes");
  expect(html).toContain("It has subclasses.");
  expect(html).toContain("Not followed: locale");
  expect(html).toContain("The first 1 of 700 steps");
  expect(html).toContain("Delete the class &lt;b&gt;CIM_Foo&lt;/b&gt;");
});

test("an outcome says what was done, what failed and why, and what was not tried", () => {
  const outcome = {
    steps: [
      { ...step, state: "done" as const },
      { ...step, state: "failed" as const },
      { ...step, state: "not-tried" as const },
      { ...step, action: "keep" as const, state: "kept" as const },
    ],
    done: 1,
    problem: {
      title: "The step did not succeed",
      detail: "The class has instances.",
      code: "device_conflict" as const,
    },
  };
  const html = renderToStaticMarkup(<OutcomeView outcome={outcome} />);
  expect(html).toContain("1 of 3 steps done; the rest was not tried");
  for (const text of ["The class has instances.", "<td>failed</td>", "<td>not tried</td>", "<td>nothing to do</td>"]) {
    expect(html).toContain(text);
  }
  expect(renderToStaticMarkup(<OutcomeView outcome={{ ...outcome, problem: null }} />)).toContain("steps done.");
});
