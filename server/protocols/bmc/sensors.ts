/** Sensors of all chassis (BMC reference, section 12; Redfish Sensor, and Thermal and Power of older services). */
import { lastSegment, linkAt, listAt, numberAt, statusOf, textAt, valueAt } from "./properties";
import type { RedfishReader, RedfishResource } from "./resource";

export interface SensorThresholds {
  lowerCritical: number | null;
  lowerCaution: number | null;
  upperCaution: number | null;
  upperCritical: number | null;
}

export interface SensorReading {
  uri: string;
  name: string;
  chassis: string;
  /** Temperature, Power, Voltage, Rotational and so on. */
  type: string | null;
  reading: number | null;
  units: string | null;
  state: string | null;
  health: string | null;
  minimum: number | null;
  maximum: number | null;
  thresholds: SensorThresholds;
}

export interface SensorList {
  sensors: SensorReading[];
  warnings: string[];
}

const threshold = (value: unknown, name: string) => numberAt(value, "Thresholds", name, "Reading");

function parseSensor({ uri, properties }: RedfishResource, chassis: string): SensorReading {
  const { state, health } = statusOf(properties);
  return {
    uri,
    name: textAt(properties, "Name") ?? lastSegment(uri),
    chassis,
    type: textAt(properties, "ReadingType"),
    reading: numberAt(properties, "Reading"),
    units: textAt(properties, "ReadingUnits"),
    state,
    health,
    minimum: numberAt(properties, "ReadingRangeMin"),
    maximum: numberAt(properties, "ReadingRangeMax"),
    thresholds: {
      lowerCritical: threshold(properties, "LowerCritical"),
      lowerCaution: threshold(properties, "LowerCaution"),
      upperCaution: threshold(properties, "UpperCaution"),
      upperCritical: threshold(properties, "UpperCritical"),
    },
  };
}

interface LegacyList {
  list: string;
  type: string;
  reading: string;
  units: string | null;
}

const thermalLists: readonly LegacyList[] = [
  { list: "Temperatures", type: "Temperature", reading: "ReadingCelsius", units: "Cel" },
  { list: "Fans", type: "Rotational", reading: "Reading", units: null },
];
const powerLists: readonly LegacyList[] = [
  { list: "Voltages", type: "Voltage", reading: "ReadingVolts", units: "V" },
  { list: "PowerControl", type: "Power", reading: "PowerConsumedWatts", units: "W" },
];

function parseLegacy({ uri, properties }: RedfishResource, lists: readonly LegacyList[], chassis: string) {
  return lists.flatMap(({ list, type, reading, units }) =>
    listAt(properties, list).map((entry, index): SensorReading => {
      const { state, health } = statusOf(entry);
      return {
        uri: textAt(entry, "@odata.id") ?? `${uri}#/${list}/${index}`,
        name: textAt(entry, "Name") ?? textAt(entry, "FanName") ?? `${list} ${index}`,
        chassis,
        type,
        reading: numberAt(entry, reading),
        units: units ?? textAt(entry, "ReadingUnits"),
        state,
        health,
        minimum: numberAt(entry, "MinReadingRangeTemp") ?? numberAt(entry, "MinReadingRange"),
        maximum: numberAt(entry, "MaxReadingRangeTemp") ?? numberAt(entry, "MaxReadingRange"),
        thresholds: {
          lowerCritical: numberAt(entry, "LowerThresholdCritical"),
          lowerCaution: numberAt(entry, "LowerThresholdNonCritical"),
          upperCaution: numberAt(entry, "UpperThresholdNonCritical"),
          upperCritical: numberAt(entry, "UpperThresholdCritical"),
        },
      };
    }),
  );
}

/** Every sensor of every chassis; what cannot be read becomes a warning. @throws BmcError of the chassis list itself */
export async function readSensors(
  reader: RedfishReader,
  chassisCollection: string,
  signal?: AbortSignal,
): Promise<SensorList> {
  const chassis = await reader.readMembers(chassisCollection, { signal });
  const list: SensorList = { sensors: [], warnings: [...chassis.warnings] };
  for (const one of chassis.members) {
    const name = textAt(one.properties, "Name") ?? lastSegment(one.uri);
    const sensorsUri = linkAt(one.properties, "Sensors");
    if (sensorsUri !== null) {
      const { members, warnings } = await reader.readMembers(sensorsUri, { signal });
      list.sensors.push(...members.map((sensor) => parseSensor(sensor, name)));
      list.warnings.push(...warnings);
      continue;
    }
    for (const [link, lists] of [
      ["Thermal", thermalLists],
      ["Power", powerLists],
    ] as const) {
      const uri = linkAt(one.properties, link);
      const found = uri === null ? null : await reader.find(uri, signal);
      if (found !== null) list.sensors.push(...parseLegacy(found, lists, name));
    }
  }
  return list;
}

/** Which threshold a reading has passed, for a list that shows more than the service's own health. */
export function judgeReading(sensor: Pick<SensorReading, "reading" | "thresholds">): "ok" | "caution" | "critical" {
  const { reading, thresholds } = sensor;
  if (reading === null) return "ok";
  const isBelow = (limit: number | null) => limit !== null && reading <= limit;
  const isAbove = (limit: number | null) => limit !== null && reading >= limit;
  if (isBelow(thresholds.lowerCritical) || isAbove(thresholds.upperCritical)) return "critical";
  return isBelow(thresholds.lowerCaution) || isAbove(thresholds.upperCaution) ? "caution" : "ok";
}

/** Power that a chassis draws and the cap that is set (EnvironmentMetrics). */
export interface PowerUse {
  watts: number | null;
  limitWatts: number | null;
  limitMode: string | null;
}

/** Reads the environment metrics of a chassis. @throws BmcError, DeviceError, TransportError */
export async function readPowerUse(reader: RedfishReader, uri: string, signal?: AbortSignal): Promise<PowerUse> {
  const { properties } = await reader.read(uri, signal);
  const limit = valueAt(properties, "PowerLimitWatts");
  return {
    watts: numberAt(properties, "PowerWatts", "Reading"),
    limitWatts: numberAt(limit, "SetPoint"),
    limitMode: textAt(limit, "ControlMode"),
  };
}
