/** Resources, ETags, partial answers and collections (BMC reference, section 8; DSP0266 sections 6.5, 7.3 and 9). */
import { DeviceError } from "../errors";
import { isRefusal } from "./errors";
import { type BmcAnswer, type BmcApi, type BmcRequest, isProperties, jsonOf, withQuery } from "./exchange";
import { type RedfishMessage, readMessages } from "./messages";
import { followable } from "./paths";
import { linkAt, numberAt, textAt, valueAt } from "./properties";
import type { ProtocolFeatures } from "./service-root";

/** More pages or members than this is a service that goes in circles. */
const PAGES_LIMIT = 200;
const MEMBERS_LIMIT = 5_000;
const PARALLEL_READS = 4;

export interface RedfishResource {
  uri: string;
  etag: string | null;
  properties: Readonly<Record<string, unknown>>;
  /** The service answered 500 and yet sent what it had (section 8). */
  isPartial: boolean;
  messages: readonly RedfishMessage[];
}

export interface CollectionPage {
  members: unknown[];
  /** Number of members in all, where the service says it. */
  total: number | null;
  nextUri: string | null;
  isPartial: boolean;
}

interface AllPages {
  members: unknown[];
  isPartial: boolean;
}

export interface MemberReading {
  members: RedfishResource[];
  /** In sentences, what could not be read. */
  warnings: string[];
}

export interface MemberOptions {
  signal?: AbortSignal;
  maximum?: number;
}

/** Reads Redfish resources in a session. */
export class RedfishReader {
  readonly api: BmcApi;
  readonly #features: ProtocolFeatures;
  /** Collections at which an advertised `$expand` was refused (section 8). */
  readonly #unexpandable = new Set<string>();
  readonly #descriptions = new Map<string, RedfishResource>();

  constructor(api: BmcApi, features: ProtocolFeatures) {
    this.api = api;
    this.#features = features;
  }

  get features(): ProtocolFeatures {
    return this.#features;
  }

  /** A resource; one whose sub-query failed comes marked as partial. @throws BmcError, DeviceError `device_protocol` */
  async read(uri: string, signal?: AbortSignal): Promise<RedfishResource> {
    const request: BmcRequest = { method: "GET", uri };
    return this.#parse(request, await this.api.exchange(request, signal));
  }

  /** A description that stays as it is for as long as the session lasts; read once. @throws like `read` */
  async readDescription(uri: string, signal?: AbortSignal): Promise<RedfishResource> {
    const known = this.#descriptions.get(uri);
    if (known !== undefined) return known;
    const description = await this.read(uri, signal);
    if (!description.isPartial) this.#descriptions.set(uri, description);
    return description;
  }

  /** The resource if it has changed since, else the same object. @throws like `read` */
  async refresh(known: RedfishResource, signal?: AbortSignal): Promise<RedfishResource> {
    if (known.etag === null || known.isPartial) return this.read(known.uri, signal);
    const request: BmcRequest = { method: "GET", uri: known.uri, headers: { "if-none-match": known.etag } };
    const answer = await this.api.exchange(request, signal);
    return answer.status === 304 ? known : this.#parse(request, answer);
  }

  /** A resource, or null where the service has none. @throws like `read` for everything else */
  async find(uri: string, signal?: AbortSignal): Promise<RedfishResource | null> {
    try {
      return await this.read(uri, signal);
    } catch (error) {
      if (isRefusal(error, 404)) return null;
      throw error;
    }
  }

  /** One page of a collection; the query may filter and page. @throws like `read` */
  async readPage(
    uri: string,
    query: Readonly<Record<string, string | number | undefined>> = {},
    signal?: AbortSignal,
  ): Promise<CollectionPage> {
    const page = await this.read(withQuery(uri, query), signal);
    return toPage(page);
  }

  /**
   * Links of all members, page by page by `Members@odata.nextLink`, which is followed and never computed.
   * @throws like `read`, and DeviceError `device_protocol` where the pages do not end
   */
  async readLinks(uri: string, options: MemberOptions = {}): Promise<string[]> {
    const { members } = await this.#readAllPages(uri, options);
    return members.flatMap((member) => linkAt(member) ?? []);
  }

  /**
   * All members as resources: in one request where the service expands links and this collection lets it, else one by
   * one. Members that cannot be read become warnings. @throws like `readLinks`
   */
  async readMembers(uri: string, options: MemberOptions = {}): Promise<MemberReading> {
    const { members, isPartial } = await this.#readExpanded(uri, options);
    const warnings: string[] = isPartial ? [`The BMC sent only a part of ${uri}.`] : [];
    const read = await mapBounded(members, async (member): Promise<RedfishResource | null> => {
      const link = linkAt(member);
      if (isProperties(member) && Object.keys(member).some((name) => !name.startsWith("@")))
        return inline(member, link);
      if (link === null) return null;
      try {
        return await this.read(link, options.signal);
      } catch (error) {
        if (!(error instanceof DeviceError)) throw error;
        warnings.push(`${link} could not be read: ${error.message}`);
        return null;
      }
    });
    return { members: read.filter((member) => member !== null), warnings };
  }

  /**
   * The member of a collection that has only one, in one request where the service supports `only`; null where it is
   * empty. Of several members, the first. @throws like `readLinks`
   */
  async readSole(uri: string, signal?: AbortSignal): Promise<RedfishResource | null> {
    if (this.#features.only) {
      const answer = await this.read(withQuery(uri, { only: "" }), signal);
      if (!("Members" in answer.properties)) {
        return { ...answer, uri: followable(answer.properties["@odata.id"]) ?? answer.uri };
      }
    }
    const [link] = await this.readLinks(uri, { signal, maximum: 1 });
    return link === undefined ? null : this.read(link, signal);
  }

  async #readExpanded(uri: string, options: MemberOptions): Promise<AllPages> {
    if (this.#features.expandsLinks && !this.#unexpandable.has(uri)) {
      try {
        const levels = this.#features.expandLevels > 0 ? "($levels=1)" : "";
        return await this.#readAllPages(`${uri}?$expand=.${levels}`, options);
      } catch (error) {
        if (!isRefusal(error, 400, 500, 501)) throw error;
        this.#unexpandable.add(uri);
      }
    }
    return this.#readAllPages(uri, options);
  }

  async #readAllPages(uri: string, { signal, maximum = MEMBERS_LIMIT }: MemberOptions): Promise<AllPages> {
    const members: unknown[] = [];
    let isPartial = false;
    const seen = new Set<string>();
    for (let next: string | null = uri; next !== null && members.length < maximum; ) {
      if (seen.has(next) || seen.size >= PAGES_LIMIT) {
        throw new DeviceError("device_protocol", "The pages of a collection of the BMC do not end.");
      }
      seen.add(next);
      const page: CollectionPage = await this.readPage(next, {}, signal);
      members.push(...page.members);
      isPartial ||= page.isPartial;
      next = page.nextUri;
    }
    return { members: members.slice(0, maximum), isPartial };
  }

  async #parse(request: BmcRequest, answer: BmcAnswer): Promise<RedfishResource> {
    const body = jsonOf(answer);
    const isPartial = answer.status === 500 && isProperties(body) && "@odata.id" in body;
    if (answer.status >= 400 && !isPartial) throw await this.api.refusal(request, answer);
    if (!isProperties(body)) {
      throw new DeviceError("device_protocol", "The BMC answered with something that is not a resource.", {
        remedy: "Check that host and port belong to a Redfish service.",
      });
    }
    return {
      uri: request.uri,
      etag: answer.headers.get("etag") ?? null,
      properties: body,
      isPartial,
      messages: readMessages(body),
    };
  }
}

/**
 * Reads a resource that is about to be changed and makes sure that it is what the change is for: callers get paths from
 * people. @throws DeviceError `invalid_request` for a resource of another type, and like `read`
 */
export async function requireType(
  reader: RedfishReader,
  uri: string,
  type: string,
  signal?: AbortSignal,
): Promise<RedfishResource> {
  const resource = await reader.read(uri, signal);
  if (!(textAt(resource.properties, "@odata.type") ?? "").startsWith(`#${type}.`)) {
    throw new DeviceError("invalid_request", "This change does not apply to this resource.");
  }
  return resource;
}

function toPage({ properties, isPartial }: RedfishResource): CollectionPage {
  const members = valueAt(properties, "Members");
  if (!Array.isArray(members)) {
    throw new DeviceError("device_protocol", "The BMC answered with something that is not a collection.");
  }
  const next = properties["Members@odata.nextLink"];
  const nextUri = followable(next);
  return {
    members,
    total: numberAt(properties, "Members@odata.count"),
    nextUri,
    // A next page that is not on this BMC cannot be followed, which must not pass for the end.
    isPartial: isPartial || (typeof next === "string" && nextUri === null),
  };
}

function inline(properties: Record<string, unknown>, link: string | null): RedfishResource {
  return {
    uri: link ?? "",
    etag: null,
    properties,
    isPartial: "error" in properties,
    messages: readMessages(properties),
  };
}

/** Runs a task for each item, a few at a time, and keeps their order. */
export async function mapBounded<I, O>(items: readonly I[], task: (item: I) => Promise<O>): Promise<O[]> {
  const results: O[] = new Array(items.length);
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_READS, items.length) }, worker));
  return results;
}

/**
 * What is good to have: a refusal becomes a warning. @throws DeviceError `device_authentication`, and what is no answer
 * of the BMC's
 */
export async function readOptional<T>(what: string, read: Promise<T>, otherwise: T, warnings: string[]): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof DeviceError) || error.code === "device_authentication") throw error;
    warnings.push(`${what} could not be read: ${error.message}`);
    return otherwise;
  }
}

/** What a change led to: done, or going on as a task. */
export interface ChangeResult {
  isAccepted: boolean;
  taskUri: string | null;
  messages: readonly RedfishMessage[];
}

/** What an answer below 400 to a change or an action says; 202 means accepted, not done (sections 9.3 and 12). */
export function parseChange(answer: BmcAnswer): ChangeResult {
  const body = jsonOf(answer);
  const location = answer.status === 202 ? followable(answer.headers.get("location")) : null;
  return {
    isAccepted: answer.status === 202,
    taskUri: answer.status === 202 ? (linkAt(body) ?? location) : null,
    messages: readMessages(body),
  };
}

/**
 * Changes properties; with `etag`, only if the resource is still the one that was read. Not for resources with a clock
 * inside, whose tag changes at every read (section 8). @throws BmcError, `device_conflict` where it has changed
 */
export async function changeResource(
  api: BmcApi,
  uri: string,
  changes: Readonly<Record<string, unknown>>,
  options: { etag?: string | null; signal?: AbortSignal } = {},
): Promise<ChangeResult> {
  const headers = options.etag ? { "if-match": options.etag } : undefined;
  return parseChange(await api.send({ method: "PATCH", uri, body: changes, headers }, options.signal));
}
