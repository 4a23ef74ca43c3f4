import type { BmcOverview } from "@/contracts/bmc";
import type { KindDescription, OperationDescription } from "@/contracts/kind";
import { objectNameOf } from "@/contracts/object-name";

/** A machine of the selection. */
export interface BulkTarget {
  profileId: string;
  /** Name of its profile. */
  name: string;
  powerState: string | null;
  /** Why the reader may not operate it, or null. */
  denial: string | null;
}

/** Operations on systems, those that many machines can be asked for at once. */
export function bulkOperations(operations: readonly OperationDescription[]): OperationDescription[] {
  return operations.filter(({ targetClasses, id }) => targetClasses.includes("system") && id !== "system-nmi");
}

/** Why a machine is left out, or null. What was not read yet is tried: the device's state is read before. */
export function obstacleOf(operation: OperationDescription, target: BulkTarget): string | null {
  if (target.denial !== null) return "You may not operate it.";
  const { fromStatuses } = operation;
  if (target.powerState === null || fromStatuses.length === 0 || fromStatuses.includes(target.powerState)) return null;
  return `It is ${target.powerState}; this needs ${fromStatuses.join(" or ")}.`;
}

/** What has to be typed: the name of the only machine, or the operation with their number. */
export function phraseFor(operation: OperationDescription, targets: readonly BulkTarget[]): string {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) return only.name;
  return `${operation.label.toLowerCase()} ${targets.length}`;
}

/** What is started on a machine: each of its systems, confirmed by the name it goes by. */
export function startsOf(
  kind: Pick<KindDescription, "objectNames"> | undefined,
  { name: profileName }: Pick<BulkTarget, "name">,
  overview: { systems: readonly Pick<BmcOverview["systems"][number], "uri" | "name">[] },
): { target: string; confirmation: string }[] {
  return overview.systems.map(({ uri, name }) => ({
    target: uri,
    confirmation: objectNameOf(kind, profileName, name),
  }));
}

/** Does the work with at most `limit` of them under way at the same time. */
export async function forEachLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const run = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run));
}
