import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  permissionDescriptions,
  profileAllows,
  profilePermissions,
  teamAllows,
  teamPermissions,
  teamRoles,
} from "@/contracts/permissions";
import { documentPath, markdownTable, withSection } from "./document-section";
import { testTitles } from "./test-titles";

const FILE = "docs/security.md";

/** What this release answers for; everything else of the requirements is listed as later. */
const IN_SCOPE = [
  ...["A1", "A2", "A3", "A4", "A5", "A8", "A9", "A10", "A11", "A12"],
  ...["B1", "B2", "B3", "B4", "B5", "B6"],
  ...["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C9"],
  ...["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"],
  ...["E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11"],
  ...["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10"],
  ...["G1", "G2", "G3", "G4", "G5", "G9", "H1", "H2", "H3"],
]
  .map((id) => `SEC-${id}`)
  .concat(["1", "4", "5", "6", "7", "8", "9", "10", "11", "14", "16"].map((id) => `REL-${id}`))
  .concat(["SUP-1", "SUP-2", "SUP-4"]);

const text = readFileSync(documentPath(FILE), "utf8");
const references = [...text.matchAll(/`([^`]+\.(?:test|e2e)\.tsx?)` “([^”]+)”/g)].map(([, file = "", title = ""]) => ({
  file,
  title,
}));

describe("the map from requirements to tests", () => {
  it("has each requirement of this release once, with a test", () => {
    const rows = text.split("\n").filter((line) => /^\| (SEC|REL|SUP)-\w+ \|.*`/.test(line));
    expect(rows.map((row) => row.split(" ")[1])).toEqual(IN_SCOPE);
  });

  it("names nothing that is later as done", () => {
    const later = text.slice(text.indexOf("Later, each with a place prepared:"), text.indexOf("## Bad input"));
    const ids = later.match(/\b(SEC|REL|SUP)-[A-Z]?\d+/g) ?? [];
    expect(ids.length).toBeGreaterThan(15);
    expect(ids.filter((id) => IN_SCOPE.includes(id))).toEqual([]);
  });

  it.each([...new Set(references.map(({ file }) => file))])("finds every test it names in %s", (file) => {
    expect(existsSync(documentPath(file)), file).toBe(true);
    const titles = testTitles(documentPath(file));
    const missing = references.filter((one) => one.file === file && !titles.has(one.title));
    expect(missing).toEqual([]);
  });
});

it("the permission matrix in the documentation is the one that is enforced", async () => {
  const mark = (isAllowed: boolean) => (isAllowed ? "yes" : "");
  const rows = [
    ...teamPermissions.map((permission) => [
      `\`${permission}\``,
      permissionDescriptions[permission],
      ...teamRoles.map((role) => mark(teamAllows(role, permission))),
      "",
    ]),
    ...profilePermissions.map((permission) => [
      `\`${permission}\``,
      permissionDescriptions[permission],
      ...teamRoles.map((role) => mark(profileAllows(role, [], permission))),
      "yes",
    ]),
  ];
  const table = markdownTable(["permission", "allows to", ...teamRoles, "can be granted per profile"], rows);
  // `vitest run scripts/security-map.test.ts -u` writes the present one.
  await expect(withSection(FILE, "permissions", table)).toMatchFileSnapshot(documentPath(FILE));
});
