/** True if the path has the form of the template, in which `:name` stands for one segment that is not empty. */
export function isPathOf(template: string, path: string): boolean {
  const expected = template.split("/");
  const segments = path.split("/");
  return (
    expected.length === segments.length &&
    expected.every((segment, index) => {
      const given = segments[index] ?? "";
      return segment.startsWith(":") ? given !== "" : segment === given;
    })
  );
}

/**
 * Orders templates as the framework chooses between those that fit: a fixed segment before one that takes anything. Those
 * of fewer segments come first; no path fits both.
 */
export function compareTemplates(left: string, right: string): number {
  const segments = left.split("/");
  const others = right.split("/");
  if (segments.length !== others.length) return segments.length - others.length;
  for (const [index, segment] of segments.entries()) {
    const difference = Number(segment.startsWith(":")) - Number(others[index]?.startsWith(":"));
    if (difference !== 0) return difference;
  }
  return 0;
}
