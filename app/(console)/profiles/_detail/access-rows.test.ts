import { describe, expect, it } from "vitest";
import { memberSchema } from "@/contracts/people";
import { accessRows, withPermission } from "./access-rows";

const since = "2026-03-01T10:00:00Z";
const zoe = memberSchema.parse({ userId: "u2", name: "Zoe", email: "z@x", role: "operator", isDisabled: false, since });
const ada = memberSchema.parse({ userId: "u1", name: "Ada", email: "a@x", role: "viewer", isDisabled: false, since });

describe("accessRows", () => {
  it("tells role from grant, by name", () => {
    const rows = accessRows(
      [zoe, ada],
      [
        { userId: "u1", name: "Ada", email: "a@x", permissions: ["view", "operate"] },
        { userId: "u2", name: "Zoe", email: "z@x", permissions: [] },
      ],
    );
    expect(rows.map((row) => row.name)).toEqual(["Ada", "Zoe"]);
    const from = (index: number) =>
      Object.fromEntries(rows[index]?.cells.map((cell) => [cell.permission, cell.from]) ?? []);
    expect(from(0)).toMatchObject({ view: "role", operate: "grant", manage: null });
    expect(from(1)).toMatchObject({ view: "role", operate: "role", "raw-request": null });
  });

  it("keeps somebody who has only grants", () => {
    const [row] = accessRows([], [{ userId: "u9", name: "Eve", email: "e@x", permissions: ["view"] }]);
    expect(row).toMatchObject({ name: "Eve", role: null, granted: ["view"] });
  });
});

describe("withPermission", () => {
  it("adds and removes in the table's order", () => {
    expect(withPermission(["manage"], "operate", true)).toEqual(["operate", "manage"]);
    expect(withPermission(["operate", "manage"], "manage", false)).toEqual(["operate"]);
  });
});
