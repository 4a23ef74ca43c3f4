/** Firmware versions: what runs and what stands by (BMC reference, section 12; Redfish UpdateService). */
import { booleanAt, lastSegment, linkAt, linksAt, numberAt, statusOf, textAt } from "./properties";
import type { RedfishReader } from "./resource";

export interface FirmwareImage {
  uri: string;
  name: string;
  version: string | null;
  manufacturer: string | null;
  releaseDate: string | null;
  /** `Enabled` is the running image, `StandbySpare` the other one. */
  state: string | null;
  health: string | null;
  isActive: boolean;
  isUpdateable: boolean | null;
  /** Resources it belongs to. */
  relatedUris: string[];
}

export interface FirmwareOverview {
  images: FirmwareImage[];
  pushUri: string | null;
  multipartPushUri: string | null;
  maximumImageBytes: number | null;
  warnings: string[];
}

/** All firmware images. @throws BmcError, DeviceError, TransportError */
export async function readFirmware(
  reader: RedfishReader,
  updateServiceUri: string,
  signal?: AbortSignal,
): Promise<FirmwareOverview> {
  const { properties } = await reader.read(updateServiceUri, signal);
  const inventory = linkAt(properties, "FirmwareInventory");
  const { members, warnings } =
    inventory === null ? { members: [], warnings: [] } : await reader.readMembers(inventory, { signal });
  return {
    images: members.map(({ uri, properties: image }) => {
      const { state, health } = statusOf(image);
      return {
        uri,
        name: textAt(image, "Description") ?? textAt(image, "Name") ?? lastSegment(uri),
        version: textAt(image, "Version"),
        manufacturer: textAt(image, "Manufacturer"),
        releaseDate: textAt(image, "ReleaseDate"),
        state,
        health,
        isActive: state === "Enabled",
        isUpdateable: booleanAt(image, "Updateable"),
        relatedUris: linksAt(image, "RelatedItem"),
      };
    }),
    pushUri: textAt(properties, "HttpPushUri"),
    multipartPushUri: textAt(properties, "MultipartHttpPushUri"),
    maximumImageBytes: numberAt(properties, "MaxImageSizeBytes"),
    warnings,
  };
}
