import { describe, expect, it } from "vitest";
import { type PaletteItem, searchPalette } from "./palette-search";

const items: PaletteItem[] = [
  { id: "1", group: "Pages", label: "Audit", href: "/audit" },
  { id: "2", group: "Profiles", label: "Test HMC", note: "hmc", href: "/profiles/2" },
  { id: "3", group: "Partitions", label: "LPAR-TEST", note: "CPC P0001", href: "/hmc/1/3" },
  { id: "4", group: "Partitions", label: "Contest", note: "CPC P0002", href: "/hmc/1/4" },
];

describe("searchPalette", () => {
  it("ranks prefix before word start before anywhere", () => {
    expect(searchPalette(items, "test").map((item) => item.id)).toEqual(["2", "3", "4"]);
  });

  it("demands every word, in label, note or group", () => {
    expect(searchPalette(items, "test p0001").map((item) => item.id)).toEqual(["3"]);
    expect(searchPalette(items, "test nowhere")).toEqual([]);
  });

  it("keeps the given order without a query and respects the limit", () => {
    expect(searchPalette(items, "  ", 2).map((item) => item.id)).toEqual(["1", "2"]);
  });
});
