/**
 * Adds the tags of a typed or pasted text (separated by commas or line breaks) to a list, without blanks around them
 * and without repeating one in another case.
 */
export function addTags(tags: readonly string[], text: string): string[] {
  const result = [...tags];
  const known = new Set(tags.map((tag) => tag.toLocaleLowerCase()));
  for (const part of text.split(/[,\n\r]/)) {
    const tag = part.trim().replace(/\s+/g, " ");
    const key = tag.toLocaleLowerCase();
    if (tag !== "" && !known.has(key)) {
      known.add(key);
      result.push(tag);
    }
  }
  return result;
}
