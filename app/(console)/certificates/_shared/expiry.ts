/** Orders things by the end of their validity, soonest first; what never ends comes last. */
export function byExpiry<T extends { expiresAt: string | null; name: string }>(items: readonly T[]): T[] {
  const end = (item: T) => (item.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(item.expiresAt));
  return [...items].sort((a, b) => {
    const [one, other] = [end(a), end(b)];
    return one === other ? a.name.localeCompare(b.name, "en") : one - other;
  });
}

/** A validity that began long ago, for things of which only the end is known. */
export function endsAt(expiresAt: string): { notBefore: string; notAfter: string } {
  return { notBefore: "1970-01-01T00:00:00Z", notAfter: expiresAt };
}
