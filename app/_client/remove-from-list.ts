import type { QueryClient, QueryKey } from "@tanstack/react-query";

/**
 * Takes a deleted thing out of its list in the cache. Reading everything below the list's key again would also ask for
 * the thing itself, while its page is still being left.
 */
export function removeFromList(client: QueryClient, list: QueryKey, id: string): void {
  client.setQueryData<{ items: { id: string }[] }>(
    list,
    (known) => known && { ...known, items: known.items.filter((item) => item.id !== id) },
  );
}
