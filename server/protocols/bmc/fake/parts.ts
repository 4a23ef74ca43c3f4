/** Parts of the machine and its sensors (BMC reference, section 12). */
import { collection, type JsonObject, link } from "./model";

interface Row {
  id: string;
  name: string;
  properties: JsonObject;
}

const healthy = { State: "Enabled", Health: "OK" };
const located = (label: string) => ({ Location: { PartLocation: { ServiceLabel: label } } });

function list(
  uri: string,
  type: string,
  rows: readonly Row[],
  lights: ReadonlyMap<string, boolean>,
): [string, JsonObject][] {
  const members = rows.map(({ id }) => `${uri}/${id}`);
  return [
    [uri, collection(uri, `${type}Collection`, `${type} Collection`, members)],
    ...rows.map(({ id, name, properties }): [string, JsonObject] => {
      const own = `${uri}/${id}`;
      const light =
        "LocationIndicatorActive" in properties ? { LocationIndicatorActive: lights.get(own) ?? false } : {};
      return [
        own,
        {
          "@odata.id": own,
          "@odata.type": `#${type}.v1_0_0.${type}`,
          Id: id,
          Name: name,
          Status: healthy,
          ...properties,
          ...light,
        },
      ];
    }),
  ];
}

function sensor(id: string, type: string, reading: number, units: string, limits: [number, number]): Row {
  const [caution, critical] = limits;
  return {
    id,
    name: id.replaceAll("_", " "),
    properties: {
      Reading: reading,
      ReadingType: type,
      ReadingUnits: units,
      ReadingRangeMin: 0,
      ReadingRangeMax: critical * 2,
      Thresholds: { UpperCaution: { Reading: caution }, UpperCritical: { Reading: critical } },
    },
  };
}

/** Everything below a machine and its chassis. */
export function parts(system: string, chassis: string, lights: ReadonlyMap<string, boolean>): [string, JsonObject][] {
  const assembly = `${chassis}/Assembly`;
  const environment = `${chassis}/EnvironmentMetrics`;
  const subsystem = (name: string, member: string): [string, JsonObject] => [
    `${chassis}/${name}`,
    {
      "@odata.id": `${chassis}/${name}`,
      "@odata.type": `#${name}.v1_0_0.${name}`,
      Id: name,
      Name: name,
      [member]: link(`${chassis}/${name}/${member}`),
    },
  ];
  return [
    ...list(
      `${system}/Processors`,
      "Processor",
      ["cpu0", "cpu1"].map((id, index) => ({
        id,
        name: `Processor ${index}`,
        properties: {
          TotalCores: 10,
          TotalThreads: 80,
          Model: "5C67",
          Manufacturer: "IBM",
          LocationIndicatorActive: false,
          ...located(`U78DB.ND0.WZS000A-P0-C${index}`),
        },
      })),
      lights,
    ),
    ...list(
      `${system}/Memory`,
      "Memory",
      ["dimm0", "dimm1"].map((id, index) => ({
        id,
        name: `DIMM ${index}`,
        properties: {
          CapacityMiB: 131_072,
          MemoryDeviceType: "DDR5",
          PartNumber: "78P7317",
          SerialNumber: `YH10MS${index}`,
          ...located(`U78DB.ND0.WZS000A-P0-C1${index}`),
        },
      })),
      lights,
    ),
    ...list(
      `${chassis}/PCIeDevices`,
      "PCIeDevice",
      [
        {
          id: "slot7",
          name: "Ethernet adapter",
          properties: { Model: "EC71", PCIeInterface: { LanesInUse: 8, PCIeType: "Gen4" } },
        },
      ],
      lights,
    ),
    subsystem("ThermalSubsystem", "Fans"),
    subsystem("PowerSubsystem", "PowerSupplies"),
    ...list(
      `${chassis}/ThermalSubsystem/Fans`,
      "Fan",
      [{ id: "fan0", name: "Fan 0", properties: { SpeedPercent: { Reading: 42 } } }],
      lights,
    ),
    ...list(
      `${chassis}/PowerSubsystem/PowerSupplies`,
      "PowerSupply",
      [{ id: "psu0", name: "Power supply 0", properties: { PowerCapacityWatts: 2000, SerialNumber: "YL102A" } }],
      lights,
    ),
    ...list(
      `${chassis}/Sensors`,
      "Sensor",
      [
        sensor("temperature_Ambient_Temp", "Temperature", 24.5, "Cel", [38, 45]),
        sensor("fan_tach_fan0", "Rotational", 7_600, "RPM", [20_000, 25_000]),
        sensor("power_total_power", "Power", 812, "W", [1_800, 2_000]),
      ],
      lights,
    ),
    [
      assembly,
      {
        "@odata.id": assembly,
        "@odata.type": "#Assembly.v1_3_0.Assembly",
        Id: "Assembly",
        Name: "Assembly Collection",
        Assemblies: [
          {
            "@odata.id": `${assembly}#/Assemblies/0`,
            MemberId: "0",
            Name: "tod_battery",
            Model: "CR2032",
            Status: healthy,
            ...located("U78DB.ND0.WZS000A-P0-E0"),
          },
        ],
      },
    ],
    [
      environment,
      {
        "@odata.id": environment,
        "@odata.type": "#EnvironmentMetrics.v1_3_0.EnvironmentMetrics",
        Id: "EnvironmentMetrics",
        Name: "Chassis Environment Metrics",
        PowerWatts: { Reading: 812 },
        PowerLimitWatts: { SetPoint: 1_600, ControlMode: "Disabled" },
      },
    ],
  ];
}
