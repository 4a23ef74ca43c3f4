import { describe, expect, it } from "vitest";
import { currentItem } from "@/app/_components/shell/navigation";
import type { TeamRole } from "@/contracts/permissions";
import { navigationFor } from "./navigation";

function areas(role: TeamRole | null, isInstanceAdministrator = false) {
  return navigationFor({
    isInstanceAdministrator,
    activeTeamId: role === null ? null : "team",
    memberships: role === null ? [] : [{ teamId: "team", teamName: "Team", role }],
  });
}

describe("navigationFor", () => {
  it("leaves out what the role may not open", () => {
    expect(areas("viewer").map((item) => item.area)).toEqual([
      "overview",
      "profiles",
      "hmc",
      "bmc",
      "wbem",
      "runs",
      "notifications",
      "certificates",
    ]);
    expect(areas("administrator").map((item) => item.area)).toContain("audit");
  });

  it("leads administrators to what they administer", () => {
    const href = (items: ReturnType<typeof areas>) => items.find((item) => item.area === "admin")?.href;
    expect(href(areas("viewer"))).toBeUndefined();
    expect(href(areas("administrator"))).toBe("/admin/teams");
    expect(href(areas(null, true))).toBe("/admin/users");
  });
});

describe("currentItem", () => {
  it("marks the area of every address below it and no other", () => {
    const items = areas("administrator");
    expect(currentItem(items, "/certificates/identities/x")?.area).toBe("certificates");
    expect(currentItem(items, "/profiles")?.area).toBe("profiles");
    expect(currentItem(items, "/profilesque")).toBeUndefined();
    expect(currentItem(items, "/account")).toBeUndefined();
  });
});
