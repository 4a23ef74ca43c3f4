/** The operations of a server as its profile wants them: how lists are read, and what is sent for NULL. */
import { hostAndPort } from "@/contracts/url-host";
import type { HttpScheme } from "@/server/transport/http";
import type { DeviceAddress } from "../kind";
import { WbemClient } from "./client";
import type { WbemSettings } from "./descriptor";
import type { WbemExchange } from "./exchange";
import { PullMemory, pullKinds, WbemIterator } from "./iterate";
import type { CimInstanceName } from "./model/objects";
import type * as Operations from "./operations";

const usePull = { either: null, pull: true, traditional: false } as const;

export interface ProfileOperationsOptions {
  exchange: WbemExchange;
  address: DeviceAddress;
  settings: Omit<WbemSettings, "scheme"> & { scheme: HttpScheme };
  /** What is known of the server already, by other operations. */
  memory?: PullMemory;
}

/** Every operation of one server, and the Iter operations over them. */
export class ProfileOperations extends WbemClient implements Operations.WbemIterations {
  readonly #memory: PullMemory;
  readonly #iterator: WbemIterator;
  readonly #mode: WbemSettings["pullMode"];
  /** What portions are like unless a call says otherwise. */
  readonly #portions: Pick<Operations.OpenOptions, "MaxObjectCount" | "OperationTimeout">;

  constructor({ exchange, address, settings, memory = new PullMemory() }: ProfileOperationsOptions) {
    super({
      exchange,
      host: hostAndPort(address),
      defaultNamespace: settings.defaultNamespace,
      nullItemsAsEmpty: !settings.sendValueNull,
      isLenient: settings.readIllFormed,
    });
    this.#memory = memory;
    this.#mode = settings.pullMode;
    this.#iterator = new WbemIterator(this, { usePull: usePull[settings.pullMode], memory: this.#memory });
    this.#portions = { MaxObjectCount: settings.pullSize, OperationTimeout: settings.enumerationTimeoutSeconds };
  }

  /** How lists are read, as far as that is known by now. */
  get pullUse(): "pull" | "traditional" | "unknown" {
    if (this.#mode !== "either") return this.#mode;
    const known = pullKinds.map((kind) => this.#memory.canPull(kind));
    if (known.includes(true)) return "pull";
    return known.includes(false) ? "traditional" : "unknown";
  }

  IterEnumerateInstances(
    className: string,
    options?: Operations.OpenEnumerateInstancesOptions & Operations.IterOptions,
  ): Operations.InstanceStream {
    return this.#iterator.IterEnumerateInstances(className, { ...this.#portions, ...options });
  }

  IterEnumerateInstancePaths(className: string, options?: Operations.OpenOptions): Operations.PathStream {
    return this.#iterator.IterEnumerateInstancePaths(className, { ...this.#portions, ...options });
  }

  IterReferenceInstances(
    name: CimInstanceName,
    options?: Operations.OpenReferenceInstancesOptions & Operations.IterOptions,
  ): Operations.InstanceStream {
    return this.#iterator.IterReferenceInstances(name, { ...this.#portions, ...options });
  }

  IterReferenceInstancePaths(
    name: CimInstanceName,
    options?: Operations.OpenReferenceInstancePathsOptions,
  ): Operations.PathStream {
    return this.#iterator.IterReferenceInstancePaths(name, { ...this.#portions, ...options });
  }

  IterAssociatorInstances(
    name: CimInstanceName,
    options?: Operations.OpenAssociatorInstancesOptions & Operations.IterOptions,
  ): Operations.InstanceStream {
    return this.#iterator.IterAssociatorInstances(name, { ...this.#portions, ...options });
  }

  IterAssociatorInstancePaths(
    name: CimInstanceName,
    options?: Operations.OpenAssociatorInstancePathsOptions,
  ): Operations.PathStream {
    return this.#iterator.IterAssociatorInstancePaths(name, { ...this.#portions, ...options });
  }

  IterQueryInstances(
    filterQueryLanguage: string,
    filterQuery: string,
    options?: Operations.OpenQueryInstancesOptions,
  ): ReturnType<Operations.WbemIterations["IterQueryInstances"]> {
    return this.#iterator.IterQueryInstances(filterQueryLanguage, filterQuery, { ...this.#portions, ...options });
  }
}
