export interface Property {
  /** The device's own name of it. */
  name: string;
  /** Any JSON value. */
  value: unknown;
}

export interface PropertyGroup {
  title: string;
  properties: readonly Property[];
}

/** A property's value as text: texts as they are, lists of simple values joined, everything else as JSON. */
export function propertyText(value: unknown): string {
  if (value === null || value === undefined) {
    return "none";
  }
  if (typeof value === "string") {
    return value === "" ? "(empty)" : value;
  }
  if (typeof value === "boolean") {
    return value ? "yes" : "no";
  }
  if (typeof value === "number" || typeof value === "bigint") {
    return String(value);
  }
  if (Array.isArray(value)) {
    if (value.length === 0) {
      return "(empty list)";
    }
    if (value.every((item) => typeof item !== "object" || item === null)) {
      return value.map(propertyText).join(", ");
    }
  }
  return JSON.stringify(value, null, 2);
}

/** The groups with only those properties whose name or value contains the text; empty groups are left out. */
export function searchProperties(groups: readonly PropertyGroup[], text: string): PropertyGroup[] {
  const needle = text.trim().toLocaleLowerCase();
  return groups
    .map((group) => ({
      ...group,
      properties: group.properties.filter(
        (property) =>
          property.name.toLocaleLowerCase().includes(needle) ||
          propertyText(property.value).toLocaleLowerCase().includes(needle),
      ),
    }))
    .filter((group) => group.properties.length > 0);
}
