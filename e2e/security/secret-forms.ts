/** Every way in which a value could lie in a file or an answer without having been sealed. */
export function formsOf(value: string): Buffer[] {
  const bytes = Buffer.from(value, "utf8");
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    // Only whole groups that the neighbours cannot change.
    return text.slice(shift === 0 ? 0 : 4, text.length - 4);
  });
  return [
    bytes,
    Buffer.from(JSON.stringify(value).slice(1, -1)),
    Buffer.from(encodeURIComponent(value)),
    Buffer.from(bytes.toString("hex")),
    Buffer.from(bytes.toString("hex").toUpperCase()),
    Buffer.from(value, "utf16le"),
    Buffer.from(value, "utf16le").swap16(),
    ...base64.flatMap((text) => [
      Buffer.from(text),
      Buffer.from(text.replaceAll("+", "-").replaceAll("/", "_")),
      Buffer.from(encodeURIComponent(text)),
    ]),
  ];
}

/** One secret that was found where it must not be. */
export interface Sighting {
  secret: string;
  place: string;
}

/** Where named secrets occur among named contents, in any form. */
export function findSecrets(
  secrets: ReadonlyMap<string, string>,
  contents: readonly { place: string; content: Buffer }[],
): Sighting[] {
  const found: Sighting[] = [];
  for (const [secret, value] of secrets) {
    const forms = formsOf(value);
    for (const { place, content } of contents) {
      if (forms.some((form) => content.includes(form))) found.push({ secret, place });
    }
  }
  return found;
}
