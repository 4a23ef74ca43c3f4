import type { WbemNeighbour } from "@/contracts/wbem/instances";

/** Neighbours reached by one association in the same roles. */
export interface NeighbourGroup {
  associationClass: string;
  role: string;
  resultRole: string;
  neighbours: readonly WbemNeighbour[];
}

const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });

/** Neighbours by association and roles, in the order of their names. */
export function groupNeighbours(neighbours: readonly WbemNeighbour[]): NeighbourGroup[] {
  const groups = new Map<string, WbemNeighbour[]>();
  for (const neighbour of neighbours) {
    const key = JSON.stringify(
      [neighbour.associationClass, neighbour.role, neighbour.resultRole].map((name) => name.toLowerCase()),
    );
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [neighbour]);
    else group.push(neighbour);
  }
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { associationClass, role, resultRole } = first;
      return [{ associationClass, role, resultRole, neighbours: group }];
    })
    .sort(
      (one, other) =>
        collator.compare(one.associationClass, other.associationClass) ||
        collator.compare(one.resultRole, other.resultRole),
    );
}

/** The first few of each group in turn, so that a drawing shows something of every association. */
export function pickForDrawing(groups: readonly NeighbourGroup[], most: number): WbemNeighbour[] {
  const picked: WbemNeighbour[][] = groups.map(() => []);
  let count = 0;
  for (let round = 0; count < most; round += 1) {
    const before = count;
    for (const [index, { neighbours }] of groups.entries()) {
      const neighbour = neighbours[round];
      if (neighbour === undefined || count >= most) continue;
      picked[index]?.push(neighbour);
      count += 1;
    }
    if (count === before) break;
  }
  return picked.flat();
}
