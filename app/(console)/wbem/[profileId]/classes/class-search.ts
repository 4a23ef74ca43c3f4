"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { writeToAddress } from "@/app/_components/table/use-view";
import { anyTraits, type ClassFilter, traits, type Wanted } from "./tree-model";

/** What is looked for among the classes: in the tree by names, or by the server's search in members and descriptions. */
export interface ClassSearch extends ClassFilter {
  isInMembers: boolean;
}

const isWanted = (text: string | null): text is Wanted => text === "only" || text === "without";

/** The parameters of an address that say what is looked for; absent ones are undefined. */
export function classSearchQuery({
  text,
  traits: wanted,
  isInMembers,
}: ClassSearch): Record<string, string | undefined> {
  return {
    find: text.trim() === "" ? undefined : text,
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
  return { text: params.get("find") ?? "", traits: wanted, isInMembers: params.get("within") === "members" };
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
