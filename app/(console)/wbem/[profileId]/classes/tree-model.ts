import type { WbemClassSummary } from "@/contracts/wbem/classes";

export const traits = ["association", "indication", "experimental", "deprecated", "leaf"] as const;
export type Trait = (typeof traits)[number];
export type Wanted = "any" | "only" | "without";

/** Which classes are looked for; an empty text asks for nothing. */
export interface ClassFilter {
  text: string;
  traits: Record<Trait, Wanted>;
  /** What stands before the first underscore of a name, such as `CIM`. */
  schema: string;
  /** Least version of a class, as its qualifier `Version` says it. */
  since: string;
  /** Class that the others inherit from, directly or not. */
  below: string;
}

export const anyTraits: ClassFilter["traits"] = {
  association: "any",
  indication: "any",
  experimental: "any",
  deprecated: "any",
  leaf: "any",
};

export const everyClass: ClassFilter = { text: "", traits: anyTraits, schema: "", since: "", below: "" };

interface TreeNode {
  summary: WbemClassSummary;
  parent: TreeNode | null;
  children: TreeNode[];
}

export interface ClassTree {
  roots: readonly TreeNode[];
  /** By the name in lower case. */
  byName: ReadonlyMap<string, TreeNode>;
}

/** One line of the tree as it is shown. */
export interface TreeLine {
  name: string;
  summary: WbemClassSummary;
  /** From 1. */
  level: number;
  position: number;
  siblings: number;
  hasChildren: boolean;
  isExpanded: boolean;
  /** False for classes that are shown because of one below them. */
  isMatch: boolean;
}

const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });
const byName = (one: TreeNode, other: TreeNode) => collator.compare(one.summary.name, other.summary.name);

/** The classes of a namespace by inheritance; those whose superclass is not among them stand at the top. */
export function buildClassTree(items: readonly WbemClassSummary[]): ClassTree {
  const nodes = new Map<string, TreeNode>();
  for (const summary of items) nodes.set(summary.name.toLowerCase(), { summary, parent: null, children: [] });
  const roots: TreeNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.summary.superClass === null ? undefined : nodes.get(node.summary.superClass.toLowerCase());
    if (parent === undefined || parent === node) {
      roots.push(node);
    } else {
      node.parent = parent;
      parent.children.push(node);
    }
  }
  for (const node of nodes.values()) node.children.sort(byName);
  return { roots: roots.sort(byName), byName: nodes };
}

const hasTrait: Record<Trait, (node: TreeNode) => boolean> = {
  association: ({ summary }) => summary.isAssociation,
  indication: ({ summary }) => summary.isIndication,
  experimental: ({ summary }) => summary.isExperimental,
  deprecated: ({ summary }) => summary.isDeprecated,
  leaf: ({ children }) => children.length === 0,
};

/** How many filters beside the text leave out anything. */
export function countFilters({ traits: wanted, schema, since, below }: ClassFilter): number {
  const texts = [schema, since, below].filter((text) => text.trim() !== "");
  return texts.length + traits.filter((trait) => wanted[trait] !== "any").length;
}

/** True if the filter leaves out anything at all. */
export function isNarrowing(filter: ClassFilter): boolean {
  return filter.text.trim() !== "" || countFilters(filter) > 0;
}

/** What stands before the first underscore of a name, in lower case; null for a name without one. */
function schemaOf(name: string): string | null {
  const end = name.indexOf("_");
  return end < 1 ? null : name.slice(0, end).toLowerCase();
}

/** The schemas of the classes, each once and as it is first spelled, by name. */
export function schemasIn(items: readonly WbemClassSummary[]): string[] {
  const spelled = new Map<string, string>();
  for (const { name } of items) {
    const schema = schemaOf(name);
    if (schema !== null && !spelled.has(schema)) spelled.set(schema, name.slice(0, schema.length));
  }
  return [...spelled.values()].sort(collator.compare);
}

/** True if a version such as `2.10.1` is not below another; a version that is not known is below all. */
function isSince(version: string | null, least: string): boolean {
  return version !== null && collator.compare(version.trim(), least) >= 0;
}

function isBelow(node: TreeNode, name: string): boolean {
  const passed = new Set<TreeNode>([node]);
  for (let at = node.parent; at !== null && !passed.has(at); at = at.parent) {
    if (at.summary.name.toLowerCase() === name) return true;
    passed.add(at);
  }
  return false;
}

/** What tells of a class whether it is looked for. */
function matcherOf({ text, traits: wanted, ...filter }: ClassFilter): (node: TreeNode) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const [schema, since, below] = [filter.schema, filter.since, filter.below].map((one) => one.trim().toLowerCase());
  return (node) => {
    const name = node.summary.name.toLowerCase();
    return (
      words.every((word) => name.includes(word)) &&
      traits.every((trait) => wanted[trait] === "any" || hasTrait[trait](node) === (wanted[trait] === "only")) &&
      (!schema || schemaOf(name) === schema) &&
      (!since || isSince(node.summary.version, since)) &&
      (!below || isBelow(node, below))
    );
  };
}

/**
 * The lines to show. Without a filter those below expanded classes; with one every class that matches and what it
 * inherits from, however the tree was folded before.
 */
export function visibleLines(
  tree: ClassTree,
  filter: ClassFilter,
  expanded: ReadonlySet<string>,
): { lines: TreeLine[]; matchCount: number } {
  const isFiltered = isNarrowing(filter);
  const found = new Set<TreeNode>();
  const kept = new Set<TreeNode>();
  if (isFiltered) {
    const matches = matcherOf(filter);
    for (const node of tree.byName.values()) {
      if (!matches(node)) continue;
      found.add(node);
      for (let at: TreeNode | null = node; at !== null && !kept.has(at); at = at.parent) kept.add(at);
    }
  }
  const lines: TreeLine[] = [];
  const walk = (siblings: readonly TreeNode[], level: number) => {
    const shown = isFiltered ? siblings.filter((node) => kept.has(node)) : siblings;
    for (const [index, node] of shown.entries()) {
      const below = isFiltered ? node.children.filter((child) => kept.has(child)) : node.children;
      const isExpanded = below.length > 0 && (isFiltered || expanded.has(node.summary.name.toLowerCase()));
      lines.push({
        name: node.summary.name,
        summary: node.summary,
        level,
        position: index + 1,
        siblings: shown.length,
        hasChildren: below.length > 0,
        isExpanded,
        isMatch: !isFiltered || found.has(node),
      });
      if (isExpanded) walk(node.children, level + 1);
    }
  };
  walk(tree.roots, 1);
  return { lines, matchCount: isFiltered ? found.size : tree.byName.size };
}

/** Names, in lower case, of the classes that a class inherits from: they have to be expanded for it to be seen. */
export function ancestorsOf(tree: ClassTree, className: string): string[] {
  const names = new Set<string>();
  // A server may say that two classes inherit from each other.
  for (let at = tree.byName.get(className.toLowerCase())?.parent; at; at = at.parent) {
    const name = at.summary.name.toLowerCase();
    if (names.has(name)) break;
    names.add(name);
  }
  return [...names];
}

/** Index of the next line that begins with the typed text, with or without the schema in front ("CIM_"); -1 for none. */
export function findTyped(lines: readonly TreeLine[], typed: string, active: number): number {
  const wanted = typed.toLowerCase();
  const begins = ({ name }: TreeLine) => {
    const lower = name.toLowerCase();
    return lower.startsWith(wanted) || lower.slice(lower.indexOf("_") + 1).startsWith(wanted);
  };
  // A repeated or first letter goes on to the next line; more letters may stay on the same one.
  const start = typed.length === 1 ? active + 1 : active;
  for (let step = 0; step < lines.length; step += 1) {
    const index = (start + step) % lines.length;
    const line = lines[index];
    if (line !== undefined && begins(line)) return index;
  }
  return -1;
}

/** Index of the line that holds the given one, or the line itself at the top. */
export function parentLine(lines: readonly TreeLine[], index: number): number {
  const level = lines[index]?.level ?? 1;
  for (let at = index - 1; at >= 0; at -= 1) if ((lines[at]?.level ?? 0) < level) return at;
  return index;
}
