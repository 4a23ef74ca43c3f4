import { expect, test } from "vitest";
import { type ClassSearch, classSearchQuery, parseClassSearch } from "./class-search";
import { anyTraits } from "./tree-model";

const given = (search: ClassSearch) =>
  new URLSearchParams(
    Object.entries(classSearchQuery(search)).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

test.each<ClassSearch>([
  { text: "", traits: anyTraits, isInMembers: false },
  { text: "storage vol", traits: { ...anyTraits, association: "without", leaf: "only" }, isInMembers: false },
  { text: "wear", traits: anyTraits, isInMembers: true },
])("what is looked for is the same after a way through the address: %o", (search) => {
  expect(parseClassSearch(given(search))).toEqual(search);
});

test("an address without a search is left as it is, and nonsense in one is passed over", () => {
  expect(given({ text: " ", traits: anyTraits, isInMembers: false }).toString()).toBe("");
  expect(parseClassSearch(new URLSearchParams("association=maybe&within=space"))).toEqual({
    text: "",
    traits: anyTraits,
    isInMembers: false,
  });
});
