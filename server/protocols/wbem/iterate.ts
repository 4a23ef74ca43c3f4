/** Reading long lists: by pulling where the server can, otherwise in one piece (reference, section 8.3). */
import { invalidField } from "@/server/domain/app-error";
import type { ItemStream, PullEnd } from "./call";
import type { WbemClient } from "./client";
import { CimStatusError, isCimStatus } from "./errors";
import type { CimClass, CimInstance, CimInstanceName } from "./model/objects";
import type * as Operations from "./operations";
import { CIM_ERR_FAILED, CIM_ERR_NOT_SUPPORTED } from "./status-codes";

export const pullKinds = [
  "enumerate-instances",
  "enumerate-paths",
  "reference-instances",
  "reference-paths",
  "associator-instances",
  "associator-paths",
  "query",
] as const;
export type PullKind = (typeof pullKinds)[number];

/** What is known of a server, kept as long as the profile is not changed. */
export class PullMemory {
  readonly #known = new Map<PullKind, boolean>();

  /** Whether the server can pull this kind; null where that was not tried yet. */
  canPull(kind: PullKind): boolean | null {
    return this.#known.get(kind) ?? null;
  }

  remember(kind: PullKind, canPull: boolean): void {
    this.#known.set(kind, canPull);
  }
}

export interface IterationSettings {
  /** True: pull only; false: never pull; null: try, and remember. */
  usePull: boolean | null;
  memory: PullMemory;
}

const DEFAULT_OBJECT_COUNT = 1000;
/** An enumeration that is given up is closed within this time, or the server's own timeout closes it. */
const CLOSE_TIMEOUT_MS = 10_000;

type Open = Operations.EnumerationContext;

/** One way to read one list. */
interface Way<Item> {
  kind: PullKind;
  options: Operations.OpenOptions;
  open(options: { MaxObjectCount: number }): ItemStream<Item, PullEnd>;
  pull(context: Open, maxObjectCount: number, options: Operations.CallOptions): ItemStream<Item, PullEnd>;
  traditional(): ItemStream<Item, unknown>;
  /** Makes items of the traditional way look like pulled ones. */
  complete(item: Item): Item;
  onOpened?(end: PullEnd | null): void;
}

/** The seven Iter operations over a client. */
export class WbemIterator implements Operations.WbemIterations {
  readonly #client: WbemClient;
  readonly #settings: IterationSettings;

  constructor(client: WbemClient, settings: IterationSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  IterEnumerateInstances(
    className: string,
    options: Operations.OpenEnumerateInstancesOptions & Operations.IterOptions = {},
  ): Operations.InstanceStream {
    const { streams } = this.#client;
    return this.#instances("enumerate-instances", options, {
      open: (open) => streams.OpenEnumerateInstances(className, { ...options, ...open }),
      traditional: () => streams.EnumerateInstances(className, { ...options, LocalOnly: options.LocalOnly ?? false }),
    });
  }

  IterEnumerateInstancePaths(className: string, options: Operations.OpenOptions = {}): Operations.PathStream {
    const { streams } = this.#client;
    return this.#paths("enumerate-paths", options, {
      open: (open) => streams.OpenEnumerateInstancePaths(className, { ...options, ...open }),
      traditional: () => streams.EnumerateInstanceNames(className, options),
    });
  }

  IterReferenceInstances(
    name: CimInstanceName,
    options: Operations.OpenReferenceInstancesOptions & Operations.IterOptions = {},
  ): Operations.InstanceStream {
    const { streams } = this.#client;
    return this.#instances("reference-instances", options, {
      open: (open) => streams.OpenReferenceInstances(name, { ...options, ...open }),
      traditional: () => streams.References(name, options),
    });
  }

  IterReferenceInstancePaths(
    name: CimInstanceName,
    options: Operations.OpenReferenceInstancePathsOptions = {},
  ): Operations.PathStream {
    const { streams } = this.#client;
    return this.#paths("reference-paths", options, {
      open: (open) => streams.OpenReferenceInstancePaths(name, { ...options, ...open }),
      traditional: () => streams.ReferenceNames(name, options),
    });
  }

  IterAssociatorInstances(
    name: CimInstanceName,
    options: Operations.OpenAssociatorInstancesOptions & Operations.IterOptions = {},
  ): Operations.InstanceStream {
    const { streams } = this.#client;
    return this.#instances("associator-instances", options, {
      open: (open) => streams.OpenAssociatorInstances(name, { ...options, ...open }),
      traditional: () => streams.Associators(name, options),
    });
  }

  IterAssociatorInstancePaths(
    name: CimInstanceName,
    options: Operations.OpenAssociatorInstancePathsOptions = {},
  ): Operations.PathStream {
    const { streams } = this.#client;
    return this.#paths("associator-paths", options, {
      open: (open) => streams.OpenAssociatorInstancePaths(name, { ...options, ...open }),
      traditional: () => streams.AssociatorNames(name, options),
    });
  }

  IterQueryInstances(
    filterQueryLanguage: string,
    filterQuery: string,
    options: Operations.OpenQueryInstancesOptions = {},
  ): { stream: Operations.InstanceStream; queryResultClass: Promise<CimClass | null> } {
    const { streams } = this.#client;
    const opened = deferred<CimClass | null>();
    const stream = this.#read<CimInstance>({
      kind: "query",
      options,
      open: (open) => streams.OpenQueryInstances(filterQueryLanguage, filterQuery, { ...options, ...open }),
      pull: (context, count, call) => streams.PullInstances(context, count, call),
      traditional: () => streams.ExecQuery(filterQueryLanguage, filterQuery, options),
      complete: (instance) => instance,
      onOpened: (end) => opened.resolve(end?.queryResultClass ?? null),
    });
    return { stream: settling(stream, opened), queryResultClass: opened.promise };
  }

  #instances(
    kind: PullKind,
    options: Operations.OpenOptions,
    ways: Pick<Way<CimInstance>, "open" | "traditional">,
  ): Operations.InstanceStream {
    const host = this.#client.host;
    return this.#read({
      kind,
      options,
      ...ways,
      pull: (context, count, call) => this.#client.streams.PullInstancesWithPath(context, count, call),
      complete: (instance) =>
        instance.path === null || instance.path.host !== null
          ? instance
          : { ...instance, path: { ...instance.path, host } },
    });
  }

  #paths(
    kind: PullKind,
    options: Operations.OpenOptions,
    ways: Pick<Way<CimInstanceName>, "open" | "traditional">,
  ): Operations.PathStream {
    const host = this.#client.host;
    return this.#read({
      kind,
      options,
      ...ways,
      pull: (context, count, call) => this.#client.streams.PullInstancePaths(context, count, call),
      complete: (path) => (path.host !== null ? path : { ...path, host }),
    });
  }

  async *#read<Item>(way: Way<Item>): ItemStream<Item> {
    const { usePull, memory } = this.#settings;
    const maxObjectCount = requireObjectCount(way.options.MaxObjectCount);
    const known = usePull ?? memory.canPull(way.kind);
    if (known === false) return yield* this.#readTraditionally(way);
    const stream = way.open({ MaxObjectCount: maxObjectCount });
    let first: IteratorResult<Item[], PullEnd>;
    try {
      first = await stream.next();
    } catch (error) {
      const isUnable = known === null && isCimStatus(error, CIM_ERR_NOT_SUPPORTED, CIM_ERR_FAILED);
      if (!isUnable) throw error;
      yield* this.#fallBack(way, error);
      return;
    }
    if (usePull === null) memory.remember(way.kind, true);
    yield* this.#readPulled(way, stream, first, maxObjectCount);
  }

  /** Remembers that the server cannot pull once the traditional way has worked: status 1 can mean anything. */
  async *#fallBack<Item>(way: Way<Item>, refusal: CimStatusError): ItemStream<Item> {
    requireNoFilter(way.options);
    const { memory } = this.#settings;
    try {
      for await (const items of this.#readTraditionally(way)) {
        memory.remember(way.kind, false);
        yield items;
      }
      memory.remember(way.kind, false);
    } catch (error) {
      if (error instanceof CimStatusError && memory.canPull(way.kind) === null) {
        if (isCimStatus(refusal, CIM_ERR_NOT_SUPPORTED)) memory.remember(way.kind, false);
      }
      throw error;
    }
  }

  async *#readTraditionally<Item>(way: Way<Item>): ItemStream<Item> {
    requireNoFilter(way.options);
    const stream = way.traditional();
    way.onOpened?.(null);
    for await (const items of stream) yield items.map((item) => way.complete(item));
  }

  async *#readPulled<Item>(
    way: Way<Item>,
    opened: ItemStream<Item, PullEnd>,
    first: IteratorResult<Item[], PullEnd>,
    maxObjectCount: number,
  ): ItemStream<Item> {
    const { signal, onTolerated } = way.options;
    let stream = opened;
    let result = first;
    let context: Open | null = null;
    let isReading = true;
    let isAtEnd = false;
    try {
      for (;;) {
        while (result.done !== true) {
          yield result.value;
          result = await stream.next();
        }
        isReading = false;
        if (stream === opened) way.onOpened?.(result.value);
        context = result.value.context;
        isAtEnd = context === null;
        if (context === null) return;
        stream = way.pull(context, maxObjectCount, { signal, onTolerated });
        isReading = true;
        result = await stream.next();
      }
    } finally {
      if (!isAtEnd) await this.#close(isReading ? await this.#lastContext(stream, context) : context);
    }
  }

  /** The rest of an answer that is being read has the newest context; reading it is the price of closing properly. */
  async #lastContext(stream: ItemStream<unknown, PullEnd>, known: Open | null): Promise<Open | null> {
    const deadline = performance.now() + CLOSE_TIMEOUT_MS;
    try {
      while (performance.now() < deadline) {
        const result = await stream.next();
        // A stream that has failed or was ended has no value.
        const end: PullEnd | null | undefined = result.done === true ? result.value : null;
        if (end !== null) return end === undefined ? known : end.context;
      }
      await stream.return({ eos: false, context: known, queryResultClass: null });
      return known;
    } catch {
      return known;
    }
  }

  async #close(context: Open | null): Promise<void> {
    if (context === null) return;
    // What made us stop is what the reader must hear of; the server closes forgotten enumerations by itself.
    await this.#client
      .CloseEnumeration(context, { signal: AbortSignal.timeout(CLOSE_TIMEOUT_MS) })
      .catch(() => undefined);
  }
}

interface Deferred<Value> {
  promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

function deferred<Value>(): Deferred<Value> {
  let settle: Pick<Deferred<Value>, "resolve" | "reject"> | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever does not ask must not be told of a failure either.
  promise.catch(() => undefined);
  return { promise, resolve: (value) => settle?.resolve(value), reject: (error) => settle?.reject(error) };
}

/** Lets the waiting promise end with the stream, however that ends. */
async function* settling(
  stream: Operations.InstanceStream,
  opened: Deferred<CimClass | null>,
): Operations.InstanceStream {
  try {
    yield* stream;
  } catch (error) {
    opened.reject(error);
    throw error;
  } finally {
    opened.resolve(null);
  }
}

function requireObjectCount(count: number | undefined): number {
  if (count === undefined) return DEFAULT_OBJECT_COUNT;
  if (Number.isInteger(count) && count > 0) return count;
  throw invalidField("MaxObjectCount", "MaxObjectCount must be a whole number above 0.");
}

function requireNoFilter(options: Operations.OpenOptions): void {
  const what = {
    FilterQuery: "A filter",
    FilterQueryLanguage: "A filter",
    ContinueOnError: "ContinueOnError",
  } as const;
  for (const name of ["FilterQuery", "FilterQueryLanguage", "ContinueOnError"] as const) {
    if (options[name] === undefined) continue;
    throw invalidField(name, `${what[name]} needs a server with pull operations, and this one has none.`);
  }
}
