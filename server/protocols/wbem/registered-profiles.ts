/** Profiles a server follows, and the instances from which each is entered (reference, section 12; DSP1033). */
import { isCimStatus, WbemError } from "./errors";
import { withoutHost } from "./model/builders";
import { keyOfPath } from "./model/equality";
import { findByName, foldName } from "./model/names";
import type { CimInstance, CimInstanceName, CimValue } from "./model/objects";
import { numberIn, textIn } from "./model/readings";
import type { CallOptions, WbemOperations } from "./operations";
import {
  CIM_ERR_FAILED,
  CIM_ERR_METHOD_NOT_AVAILABLE,
  CIM_ERR_METHOD_NOT_FOUND,
  CIM_ERR_NOT_SUPPORTED,
} from "./status-codes";

export interface RegisteredProfile {
  path: CimInstanceName;
  /** `DMTF`, `SNIA` and so on; the number where it has no name here. */
  organization: string;
  name: string;
  version: string;
}

/** Each is compared without regard to case; absent: any. */
export type ProfileFilter = Partial<Pick<RegisteredProfile, "organization" | "name" | "version">>;

/** Value map of CIM_RegisteredProfile.RegisteredOrganization. */
const organizations: ReadonlyMap<number, string> = new Map([
  [1, "Other"],
  [2, "DMTF"],
  [3, "CompTIA"],
  [4, "Consortium for Service Innovation"],
  [5, "FAST"],
  [6, "GGF"],
  [7, "INTAP"],
  [8, "itSMF"],
  [9, "NAC"],
  [10, "Northwest Energy Efficiency Alliance"],
  [11, "SNIA"],
  [12, "TM Forum"],
  [13, "The Open Group"],
  [14, "ANSI"],
  [15, "IEEE"],
  [16, "IETF"],
  [17, "INCITS"],
  [18, "ISO"],
  [19, "W3C"],
  [20, "OGF"],
]);

/** Profiles registered in the Interop namespace, sorted. @throws what `EnumerateInstances` throws */
export async function listRegisteredProfiles(
  operations: Pick<WbemOperations, "EnumerateInstances">,
  interopNamespace: string,
  filter: ProfileFilter = {},
  options: CallOptions = {},
): Promise<RegisteredProfile[]> {
  const found = await operations.EnumerateInstances("CIM_RegisteredProfile", {
    ...options,
    namespace: interopNamespace,
    LocalOnly: false,
  });
  const fits = (value: string, wanted: string | undefined) =>
    wanted === undefined || foldName(value) === foldName(wanted);
  return found
    .flatMap((instance) => (instance.path === null ? [] : [readProfile(instance, instance.path)]))
    .filter(
      (profile) =>
        fits(profile.organization, filter.organization) &&
        fits(profile.name, filter.name) &&
        fits(profile.version, filter.version),
    )
    .sort((one, other) => sortKey(one).localeCompare(sortKey(other), "en", { numeric: true }));
}

function readProfile(instance: CimInstance, path: CimInstanceName): RegisteredProfile {
  const number = numberIn(instance, "RegisteredOrganization");
  const known = number === null ? undefined : organizations.get(number);
  const other = number === 1 ? textIn(instance, "OtherRegisteredOrganization") : null;
  return {
    path,
    organization: other ?? known ?? (number === null ? "" : String(number)),
    name: textIn(instance, "RegisteredName") ?? "",
    version: textIn(instance, "RegisteredVersion") ?? "",
  };
}

const sortKey = ({ organization, name, version }: RegisteredProfile) => `${organization}\n${name}\n${version}`;

/** A profile with another one that builds on it. */
export interface ProfileReference {
  component: CimInstanceName;
  scoping: CimInstanceName;
}

/**
 * Which of the profiles builds on which, by CIM_ReferencedProfile; nothing where the server does not tell. Its references
 * mean the opposite with SNIA, as `Scoping.direction` says. @throws what `EnumerateInstanceNames` throws but for its refusals
 */
export async function listProfileReferences(
  operations: Pick<WbemOperations, "EnumerateInstanceNames">,
  interopNamespace: string,
  profiles: readonly RegisteredProfile[],
  options: CallOptions = {},
): Promise<ProfileReference[]> {
  const known = new Map(profiles.map((profile) => [keyOfPath(withoutPlace(profile.path)), profile]));
  const profileIn = (association: CimInstanceName, role: string) => {
    const path = findByName(association.keyBindings, role)?.value ?? null;
    return isInstanceName(path) ? known.get(keyOfPath(withoutPlace(path))) : undefined;
  };
  return (await referenceNames(operations, interopNamespace, options)).flatMap((association) => {
    const antecedent = profileIn(association, "Antecedent");
    const dependent = profileIn(association, "Dependent");
    if (antecedent === undefined || dependent === undefined || antecedent === dependent) return [];
    const isReversed = [antecedent, dependent].some(({ organization }) => organization === "SNIA");
    return isReversed
      ? [{ component: dependent.path, scoping: antecedent.path }]
      : [{ component: antecedent.path, scoping: dependent.path }];
  });
}

/** Servers spell the namespace of Interop in many ways, and a profile is in no other. */
const withoutPlace = (path: CimInstanceName): CimInstanceName => ({ ...path, host: null, namespace: null });

async function referenceNames(
  operations: Pick<WbemOperations, "EnumerateInstanceNames">,
  interopNamespace: string,
  options: CallOptions,
): Promise<readonly CimInstanceName[]> {
  try {
    return await operations.EnumerateInstanceNames("CIM_ReferencedProfile", {
      ...options,
      namespace: interopNamespace,
    });
  } catch (error) {
    if (error instanceof WbemError && error.family === "cim") return [];
    throw error;
  }
}

/** How the scoping profile is found from one that has no central instances of its own (method c). */
export interface Scoping {
  centralClass: string;
  scopingClass: string;
  /** Association and class names from the central to the scoping class, associations first and last. */
  scopingPath: readonly string[];
  /** Which end of CIM_ReferencedProfile is the scoping profile: DMTF profiles are `Dependent`, those of SNIA `Antecedent`. */
  direction: "dmtf" | "snia";
}

export const centralMethods = ["GetCentralInstances", "central class", "scoping class"] as const;
export type CentralMethod = (typeof centralMethods)[number];

export interface CentralInstances {
  paths: CimInstanceName[];
  /** Which of the three methods has found them. */
  method: CentralMethod;
}

type CentralOperations = Pick<WbemOperations, "InvokeMethod" | "AssociatorNames">;

/**
 * Central instances of a profile: by its method, by its association, or through the profile that scopes it.
 * @throws WbemError `model` where only the scoping profile can help and it is not told or not there; what the operations
 * throw
 */
export async function findCentralInstances(
  operations: CentralOperations,
  profile: CimInstanceName,
  scoping?: Scoping,
  options: CallOptions = {},
): Promise<CentralInstances> {
  const own = await findOwnCentralInstances(operations, profile, options);
  if (own !== null) return own;
  if (scoping === undefined) {
    throw new WbemError(
      "The profile has no central instances of its own; they are reached through its scoping class.",
      {
        family: "model",
        remedy: "Give the central class, the scoping class and the path between them, as the profile's document says.",
      },
    );
  }
  const starts = await findScopingInstances(operations, profile, scoping, options);
  const steps = [...scoping.scopingPath].reverse();
  if (steps.length % 2 === 0) {
    throw new WbemError("A scoping path begins and ends with an association.", { family: "model" });
  }
  let paths = starts;
  for (let index = 0; index < steps.length; index += 2) {
    const ResultClass = steps[index + 1] ?? scoping.centralClass;
    paths = await associated(operations, paths, { ...options, AssocClass: steps[index], ResultClass });
  }
  return { paths, method: "scoping class" };
}

async function findScopingInstances(
  operations: CentralOperations,
  profile: CimInstanceName,
  { direction, scopingClass }: Scoping,
  options: CallOptions,
): Promise<CimInstanceName[]> {
  const profiles = await associated(operations, [profile], {
    ...options,
    AssocClass: "CIM_ReferencedProfile",
    ResultRole: direction === "dmtf" ? "Dependent" : "Antecedent",
  });
  const found: CimInstanceName[] = [];
  for (const scopingProfile of profiles) {
    found.push(...((await findOwnCentralInstances(operations, scopingProfile, options))?.paths ?? []));
  }
  if (found.length > 0) return unique(found);
  throw new WbemError(`No instance of ${scopingClass} was found through the scoping profile.`, { family: "model" });
}

/** Methods a and b; null where the server supports neither. */
async function findOwnCentralInstances(
  operations: CentralOperations,
  profile: CimInstanceName,
  options: CallOptions,
): Promise<CentralInstances | null> {
  const byMethod = await askProfile(operations, profile, options);
  if (byMethod !== null) return { paths: unique(byMethod), method: "GetCentralInstances" };
  try {
    const paths = await associated(operations, [profile], {
      ...options,
      AssocClass: "CIM_ElementConformsToProfile",
      ResultRole: "ManagedElement",
    });
    return { paths, method: "central class" };
  } catch (error) {
    if (isCimStatus(error, CIM_ERR_NOT_SUPPORTED)) return null;
    throw error;
  }
}

/** The optional method of the profile's instance; null where the server has it not, in whatever words. */
async function askProfile(
  operations: Pick<WbemOperations, "InvokeMethod">,
  profile: CimInstanceName,
  options: CallOptions,
): Promise<CimInstanceName[] | null> {
  try {
    const target = withoutHost(profile);
    const { returnValue, outputParameters } = await operations.InvokeMethod("GetCentralInstances", target, [], options);
    const instances = findByName(outputParameters, "CentralInstances")?.value ?? null;
    return Number(returnValue) === 0 && returnValue !== null ? pathsIn(instances) : null;
  } catch (error) {
    const isMissing = isCimStatus(
      error,
      CIM_ERR_FAILED,
      CIM_ERR_NOT_SUPPORTED,
      CIM_ERR_METHOD_NOT_AVAILABLE,
      CIM_ERR_METHOD_NOT_FOUND,
    );
    // Some servers answer an unknown method with an ERROR that cannot be read.
    if (isMissing || (error instanceof WbemError && error.isParseError)) return null;
    throw error;
  }
}

function pathsIn(value: CimValue): CimInstanceName[] {
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => (isInstanceName(item) ? [item] : []));
}

function isInstanceName(value: CimValue): value is CimInstanceName {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "instance-name";
}

interface Association extends CallOptions {
  AssocClass?: string;
  ResultClass?: string;
  ResultRole?: string;
}

async function associated(
  operations: Pick<WbemOperations, "AssociatorNames">,
  starts: readonly CimInstanceName[],
  association: Association,
): Promise<CimInstanceName[]> {
  const found: CimInstanceName[] = [];
  for (const start of starts) found.push(...(await operations.AssociatorNames(withoutHost(start), association)));
  return unique(found);
}

function unique(paths: readonly CimInstanceName[]): CimInstanceName[] {
  return [...new Map(paths.map((path) => [keyOfPath(path), path])).values()];
}
