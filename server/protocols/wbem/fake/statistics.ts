/** What the server counts about its operations while it is told to (CIM_CIMOMStatisticalData). */
import { findByName } from "../model/names";
import { INTEROP } from "./namespace-instances";
import { operationTypes } from "./schema/value-texts";
import type { WbemState } from "./state";
import type { StoredInstance } from "./stored-instance";

interface Counted {
  instance: StoredInstance;
  count: bigint;
  microseconds: bigint;
  requestBytes: bigint;
  responseBytes: bigint;
}

export class OperationCounter {
  readonly #state: WbemState;
  readonly #counted = new Map<string, Counted>();

  constructor(state: WbemState) {
    this.#state = state;
  }

  /** True while an object manager says so. */
  get isGathering(): boolean {
    const interop = this.#state.repository.findNamespace(INTEROP);
    if (interop === undefined) return false;
    const [manager] = interop.instancesOf("CIM_ObjectManager");
    return manager !== undefined && findByName(manager.properties, "GatherStatisticalData")?.value === true;
  }

  /** Counts one operation, if it is to be. */
  add(operation: string, microseconds: bigint, requestBytes: number, responseBytes: number): void {
    const type = Object.entries(operationTypes).find(([, name]) => name === operation)?.[0];
    if (!this.isGathering || type === undefined) return;
    const { repository } = this.#state;
    const known = this.#counted.get(operation) ?? {
      instance: repository.add(INTEROP, "CIM_CIMOMStatisticalData", {
        InstanceID: `SBX:statistics:${operation}`,
        ElementName: operation,
        OperationType: Number(type),
      }),
      count: 0n,
      microseconds: 0n,
      requestBytes: 0n,
      responseBytes: 0n,
    };
    known.count += 1n;
    known.microseconds += microseconds;
    known.requestBytes += BigInt(requestBytes);
    known.responseBytes += BigInt(responseBytes);
    this.#counted.set(operation, known);
    repository.update(known.instance, {
      NumberOfOperations: known.count,
      CimomElapsedTime: known.microseconds,
      ProviderElapsedTime: 0n,
      RequestSize: known.requestBytes,
      ResponseSize: known.responseBytes,
    });
  }
}
