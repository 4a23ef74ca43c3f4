import { readFileSync } from "node:fs";
import { parseSync } from "@swc/core";

/** What a title is when it is a template: its fixed parts with a mark where values stand. */
const PLACEHOLDER = "…";

type Node = Record<string, unknown>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

/** The name a call begins with: `test` of `test.each(rows)("title", …)`. */
function callee(node: unknown): string | undefined {
  let current = node;
  while (isNode(current)) {
    if (current.type === "Identifier") return String(current.value);
    current = current.type === "MemberExpression" ? current.object : (current.callee ?? current.expression);
  }
  return undefined;
}

function titleOf(argument: unknown): string | undefined {
  if (!isNode(argument)) return undefined;
  if (argument.type === "StringLiteral") return String(argument.value);
  if (argument.type !== "TemplateLiteral" || !Array.isArray(argument.quasis)) return undefined;
  return argument.quasis.map((quasi: Node) => String(quasi.cooked)).join(PLACEHOLDER);
}

/** The titles of all tests in a file, as they are written: with `%s` and `$name` where rows of a table fill them in. */
export function testTitles(file: string): ReadonlySet<string> {
  const titles = new Set<string>();
  const program = parseSync(readFileSync(file, "utf8"), {
    syntax: "typescript",
    tsx: file.endsWith("x"),
    target: "es2022",
  });
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value) || Array.isArray(value)) return;
    if (value.type === "CallExpression" && ["it", "test"].includes(callee(value.callee) ?? "")) {
      const [first] = value.arguments as Node[];
      const title = titleOf(first?.expression);
      if (title !== undefined) titles.add(title);
    }
    for (const [name, child] of Object.entries(value)) if (name !== "span") visit(child);
  };
  visit(program);
  return titles;
}
