import type { BmcPart } from "@/contracts/bmc";

/** What a kind of part is called. */
export const partKinds: Record<BmcPart["kind"], string> = {
  processor: "Processor",
  memory: "Memory",
  "pcie-device": "PCIe device",
  "fabric-adapter": "Fabric adapter",
  fan: "Fan",
  "power-supply": "Power supply",
  assembly: "Assembly",
};
