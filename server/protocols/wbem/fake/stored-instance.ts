/** Instances as the repository holds them. */
import type { CimInstance, CimInstanceName } from "../model/objects";

export type StoredInstance = CimInstance & { path: CimInstanceName };

/** Something happened to an instance. */
export interface InstanceChange {
  kind: "created" | "modified" | "deleted";
  namespace: string;
  instance: StoredInstance;
  /** Before a modification. */
  previous?: StoredInstance;
}

/** A class whose instances are made while they are sent. */
export interface InstanceSource {
  readonly className: string;
  instances(namespace: string): Iterable<StoredInstance>;
  find(name: CimInstanceName, namespace: string): StoredInstance | undefined;
}
