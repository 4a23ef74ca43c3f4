/** Certificates of the BMC itself: view, CSR, replace, trust store (BMC reference, sections 10.1 and 10.2). */
import { DeviceError } from "../errors";
import { followable, samePath } from "./paths";
import { dateAt, lastSegment, linkAt, linksAt, textAt, textsAt, valueAt } from "./properties";
import type { RedfishReader, RedfishResource } from "./resource";
import { mapBounded } from "./resource";

export type CertificateUse = "https" | "ldap" | "trust-store" | "client-ca" | "other";

export interface CertificateName {
  commonName: string | null;
  organization: string | null;
  organizationalUnit: string | null;
  city: string | null;
  state: string | null;
  country: string | null;
}

export interface BmcCertificate {
  uri: string;
  collectionUri: string;
  use: CertificateUse;
  name: string;
  pem: string | null;
  subject: CertificateName;
  issuer: CertificateName;
  keyUsage: string[];
  validFrom: Date | null;
  validTo: Date | null;
}

export interface CertificateService {
  uri: string;
  generateCsrUri: string | null;
  replaceUri: string | null;
  locationsUri: string | null;
}

export interface CertificateOverview {
  service: CertificateService;
  certificates: BmcCertificate[];
  /** Collections that exist, also empty ones, by use. */
  collections: { use: CertificateUse; uri: string }[];
  warnings: string[];
}

const purposes: readonly [CertificateUse, RegExp][] = [
  ["https", /\/NetworkProtocol\/HTTPS\//i],
  ["ldap", /\/LDAP\//i],
  ["trust-store", /\/Truststore\//i],
  ["client-ca", /\/MultiFactorAuth\/ClientCertificate\//i],
];

function purposeOf(uri: string): CertificateUse {
  return purposes.find(([, pattern]) => pattern.test(`${uri}/`))?.[0] ?? "other";
}

function parseName(value: unknown): CertificateName {
  return {
    commonName: textAt(value, "CommonName"),
    organization: textAt(value, "Organization"),
    organizationalUnit: textAt(value, "OrganizationalUnit"),
    city: textAt(value, "City"),
    state: textAt(value, "State"),
    country: textAt(value, "Country"),
  };
}

/** One certificate. */
export function parseCertificate({ uri, properties }: Pick<RedfishResource, "uri" | "properties">): BmcCertificate {
  const path = samePath(uri);
  return {
    uri,
    collectionUri: path.slice(0, path.lastIndexOf("/")),
    use: purposeOf(uri),
    name: textAt(properties, "Name") ?? lastSegment(uri),
    pem: textAt(properties, "CertificateString"),
    subject: parseName(valueAt(properties, "Subject")),
    issuer: parseName(valueAt(properties, "Issuer")),
    keyUsage: textsAt(properties, "KeyUsage"),
    validFrom: dateAt(properties, "ValidNotBefore"),
    validTo: dateAt(properties, "ValidNotAfter"),
  };
}

/** The certificate service with its actions. @throws BmcError, DeviceError, TransportError */
export async function readCertificateService(
  reader: RedfishReader,
  uri: string,
  signal?: AbortSignal,
): Promise<CertificateService> {
  const { properties } = await reader.read(uri, signal);
  const target = (name: string) => followable(valueAt(properties, "Actions", `#CertificateService.${name}`, "target"));
  return {
    uri,
    generateCsrUri: target("GenerateCSR"),
    replaceUri: target("ReplaceCertificate"),
    locationsUri: linkAt(properties, "CertificateLocations"),
  };
}

/** Every certificate of the BMC. @throws BmcError and DeviceError of the service itself, TransportError */
export async function readCertificates(
  reader: RedfishReader,
  links: { serviceUri: string; managersUri?: string; accountServiceUri?: string },
  signal?: AbortSignal,
): Promise<CertificateOverview> {
  const service = await readCertificateService(reader, links.serviceUri, signal);
  const warnings: string[] = [];
  const located =
    service.locationsUri === null
      ? []
      : linksAt((await reader.read(service.locationsUri, signal)).properties, "Links", "Certificates");
  const found = await mapBounded([...new Set(located)], async (uri) => {
    try {
      return parseCertificate(await reader.read(uri, signal));
    } catch (error) {
      if (!(error instanceof DeviceError) || error.code === "device_authentication") throw error;
      warnings.push(`${uri} could not be read: ${error.message}`);
      return null;
    }
  });
  const certificates = found.filter((certificate) => certificate !== null);
  const collections = await findCollections(reader, links, signal);
  for (const { collectionUri, use } of certificates) {
    if (!collections.some(({ uri }) => samePath(uri) === collectionUri)) collections.push({ use, uri: collectionUri });
  }
  return { service, certificates, collections, warnings };
}

async function findCollections(
  reader: RedfishReader,
  links: { managersUri?: string; accountServiceUri?: string },
  signal?: AbortSignal,
): Promise<CertificateOverview["collections"]> {
  const collections: CertificateOverview["collections"] = [];
  const add = (uri: string | null) => {
    if (uri !== null) collections.push({ use: purposeOf(uri), uri });
  };
  const manager = links.managersUri === undefined ? null : await reader.readSole(links.managersUri, signal);
  if (manager !== null) {
    const protocolUri = linkAt(manager.properties, "NetworkProtocol");
    const protocol = protocolUri === null ? null : await reader.find(protocolUri, signal);
    add(linkAt(protocol?.properties, "HTTPS", "Certificates"));
    add(linkAt(manager.properties, "Oem", "OpenBmc", "Certificates"));
    add(linkAt(manager.properties, "Certificates"));
  }
  const accounts = links.accountServiceUri === undefined ? null : await reader.find(links.accountServiceUri, signal);
  add(linkAt(accounts?.properties, "LDAP", "Certificates"));
  add(linkAt(accounts?.properties, "MultiFactorAuth", "ClientCertificate", "Certificates"));
  return collections;
}
