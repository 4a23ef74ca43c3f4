import { describe, expect, it } from "vitest";
import type { KindDescription } from "@/contracts/kind";
import { availableOperations } from "./available-operations";

const kind = {
  operations: [
    { id: "start", label: "Start", targetClasses: ["partition"], targetVariant: null, fromStatuses: ["stopped"] },
    {
      id: "stop",
      label: "Stop",
      targetClasses: ["partition"],
      targetVariant: null,
      fromStatuses: ["active", "degraded"],
    },
    { id: "load", label: "Load", targetClasses: ["logical-partition"], targetVariant: null, fromStatuses: [] },
    { id: "dpm", label: "Stop", targetClasses: ["cpc"], targetVariant: "dpm", fromStatuses: [] },
    { id: "classic", label: "Deactivate", targetClasses: ["cpc"], targetVariant: "classic", fromStatuses: [] },
  ],
} as unknown as KindDescription;

describe("availableOperations", () => {
  it("lists the operations of the object's class only", () => {
    const list = availableOperations(kind, { permissions: ["operate"] }, { class: "partition", status: "stopped" });
    expect(list.map(({ operation }) => operation.id)).toEqual(["start", "stop"]);
  });

  it("leaves out what belongs to another mode of the CPC", () => {
    const list = (variant: string | null) =>
      availableOperations(kind, { permissions: ["operate"] }, { class: "cpc", status: "active", variant }).map(
        ({ operation }) => operation.id,
      );
    expect(list("dpm")).toEqual(["dpm"]);
    expect(list("classic")).toEqual(["classic"]);
    expect(list(null)).toEqual(["dpm", "classic"]);
  });

  it("keeps what the state forbids in the list and says why", () => {
    const [start, stop] = availableOperations(
      kind,
      { permissions: ["operate"] },
      { class: "partition", status: "stopped" },
    );
    expect(start?.disabledReason).toBeNull();
    expect(stop?.disabledReason).toBe("“Stop” needs the status active, degraded; it is stopped.");
  });

  it("allows what has no condition on the state", () => {
    const [load] = availableOperations(
      kind,
      { permissions: ["operate"] },
      { class: "logical-partition", status: "exceptions" },
    );
    expect(load?.disabledReason).toBeNull();
  });

  it("explains the missing permission to a viewer", () => {
    const list = availableOperations(kind, { permissions: ["view"] }, { class: "partition", status: "stopped" });
    expect(list.every(({ disabledReason }) => disabledReason?.includes("operator"))).toBe(true);
  });
});
