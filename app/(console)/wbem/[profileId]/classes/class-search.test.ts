import { expect, test } from "vitest";
import { type ClassSearch, classSearchQuery, parseClassSearch } from "./class-search";
import { anyTraits, everyClass } from "./tree-model";

const given = (search: ClassSearch) =>
  new URLSearchParams(
    Object.entries(classSearchQuery(search)).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

test.each<ClassSearch>([
  { ...everyClass, isInMembers: false },
  {
    ...everyClass,
    text: "storage vol",
    traits: { ...anyTraits, association: "without", leaf: "only" },
    isInMembers: false,
  },
  { ...everyClass, schema: "SBX", since: "2.28", below: "CIM_System", isInMembers: false },
  { ...everyClass, text: "wear", isInMembers: true },
])("what is looked for is the same after a way through the address: %o", (search) => {
  expect(parseClassSearch(given(search))).toEqual(search);
});

test("an address without a search is left as it is, and nonsense in one is passed over", () => {
  expect(given({ ...everyClass, text: " ", isInMembers: false }).toString()).toBe("");
  expect(parseClassSearch(new URLSearchParams("association=maybe&within=space"))).toEqual({
    ...everyClass,
    isInMembers: false,
  });
});
