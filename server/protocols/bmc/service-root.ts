/** The service root, which is open without login (BMC reference, sections 2, 7.3, 8 and 12; Redfish ServiceRoot). */
import { z } from "zod";
import type { BmcAnswer, BmcRequest } from "./exchange";
import { parseBody } from "./exchange";
import { booleanAt, dateAt, linkAt, numberAt, textAt } from "./properties";

/** The one path that Redfish fixes; every other one is followed from here. */
export const SERVICE_ROOT_URI = "/redfish/v1/";
/** Where DSP0266 wants sessions to be made when the root does not say. */
const DEFAULT_SESSIONS_URI = "/redfish/v1/SessionService/Sessions";

/** What the service says it supports; it may refuse some of it at some resources all the same (section 8). */
export interface ProtocolFeatures {
  expandsLinks: boolean;
  expandLevels: number;
  only: boolean;
  filter: boolean;
  select: boolean;
}

const linkNames = [
  "Systems",
  "Chassis",
  "Managers",
  "SessionService",
  "AccountService",
  "UpdateService",
  "EventService",
  "CertificateService",
  "LicenseService",
  "Registries",
] as const;
type LinkName = (typeof linkNames)[number] | "Tasks" | "Sessions";

export interface ServiceRoot {
  redfishVersion: string | null;
  uuid: string | null;
  product: string | null;
  vendor: string | null;
  model: string | null;
  serialNumber: string | null;
  /** IBM's clock of the BMC in the open root. */
  clock: Date | null;
  features: ProtocolFeatures;
  links: Readonly<Partial<Record<LinkName, string>>>;
  sessionsUri: string;
}

const rootSchema = z.looseObject({ "@odata.id": z.string() });

/** Looks at a BMC without login. */
export function requestServiceRoot(): BmcRequest {
  return { method: "GET", uri: SERVICE_ROOT_URI };
}

/** @throws DeviceError `device_protocol` where the answer is no service root. */
export function parseServiceRoot(answer: BmcAnswer): ServiceRoot {
  const root = parseBody(answer, rootSchema, "the service root");
  const links: Partial<Record<LinkName, string>> = {};
  for (const name of [...linkNames, "Tasks"] as const) {
    const link = linkAt(root, name);
    if (link !== null) links[name] = link;
  }
  const sessions = linkAt(root, "Links", "Sessions");
  if (sessions !== null) links.Sessions = sessions;
  const expand = ["ProtocolFeaturesSupported", "ExpandQuery"];
  return {
    redfishVersion: textAt(root, "RedfishVersion"),
    uuid: textAt(root, "UUID"),
    product: textAt(root, "Product"),
    vendor: textAt(root, "Vendor"),
    model: textAt(root, "Oem", "IBM", "Model"),
    serialNumber: textAt(root, "Oem", "IBM", "SerialNumber") ?? textAt(root, "ServiceIdentification"),
    clock: dateAt(root, "Oem", "IBM", "DateTime"),
    features: {
      expandsLinks: booleanAt(root, ...expand, "NoLinks") === true || booleanAt(root, ...expand, "ExpandAll") === true,
      expandLevels: booleanAt(root, ...expand, "Levels") === true ? (numberAt(root, ...expand, "MaxLevels") ?? 1) : 0,
      only: booleanAt(root, "ProtocolFeaturesSupported", "OnlyMemberQuery") === true,
      filter: booleanAt(root, "ProtocolFeaturesSupported", "FilterQuery") === true,
      select: booleanAt(root, "ProtocolFeaturesSupported", "SelectQuery") === true,
    },
    links,
    sessionsUri: (sessions ?? DEFAULT_SESSIONS_URI).replace(/\/+$/, ""),
  };
}
