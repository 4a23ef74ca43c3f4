"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { writeToAddress } from "@/app/_components/table/use-view";
import { anyTraits, type ClassFilter, everyClass, traits, type Wanted } from "./tree-model";

/** What is looked for among the classes: in the tree by names, or by the server's search in members and descriptions. */
export interface ClassSearch extends ClassFilter {
  isInMembers: boolean;
}

const isWanted = (text: string | null): text is Wanted => text === "only" || text === "without";

/** Texts of a filter with the parameters of an address that they stand in. */
const texts = { find: "text", schema: "schema", since: "since", below: "below" } as const;

/** The parameters of an address that say what is looked for; absent ones are undefined. */
export function classSearchQuery({
  traits: wanted,
  isInMembers,
  ...search
}: ClassSearch): Record<string, string | undefined> {
  const given = (text: string) => (text.trim() === "" ? undefined : text);
  return {
    ...Object.fromEntries(Object.entries(texts).map(([name, part]) => [name, given(search[part])])),
    within: isInMembers ? "members" : undefined,
    ...Object.fromEntries(traits.map((trait) => [trait, wanted[trait] === "any" ? undefined : wanted[trait]])),
  };
}

/** What the parameters of an address say is looked for; what cannot be understood is left out. */
export function parseClassSearch(params: { get: (name: string) => string | null }): ClassSearch {
  const wanted = { ...anyTraits };
  for (const trait of traits) {
    const given = params.get(trait);
    if (isWanted(given)) wanted[trait] = given;
  }
  const search: ClassSearch = { ...everyClass, traits: wanted, isInMembers: params.get("within") === "members" };
  for (const [name, part] of Object.entries(texts)) search[part] = params.get(name) ?? "";
  return search;
}

/** What is looked for. It stands in the address, and stays while the reader goes from class to class. */
export function useClassSearch(): [ClassSearch, (search: ClassSearch) => void] {
  const params = useSearchParams();
  const [search, setSearch] = useState(() => parseClassSearch(params));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address of another class has to be told again
  useEffect(
    () =>
      writeToAddress((written) => {
        for (const [name, value] of Object.entries(classSearchQuery(search))) {
          if (value === undefined) written.delete(name);
          else written.set(name, value);
        }
        return written;
      }),
    [search, params],
  );
  return [search, setSearch];
}
