/** Sizes in user units of the drawing. */
export const BOX = { width: 280, height: 56 };
const GAP = 16;
const COLUMN_GAP = 110;
/** Room for the edges beside the boxes of one column. */
const RAIL = 24;

export interface Place {
  x: number;
  y: number;
}

export interface GraphLayout {
  width: number;
  height: number;
  centre: Place;
  /** Upper left corners of the boxes, in the order of the neighbours. */
  places: readonly Place[];
}

const columnHeight = (count: number) => (count === 0 ? 0 : count * BOX.height + (count - 1) * GAP);

/** Places the centre between two columns of neighbours; up to four stand in one column to its right. */
export function layOut(count: number): GraphLayout {
  const left = count > 4 ? Math.floor(count / 2) : 0;
  const right = count - left;
  const height = Math.max(columnHeight(left), columnHeight(right), BOX.height);
  const centreX = left > 0 ? BOX.width + COLUMN_GAP : 0;
  const rightX = centreX + BOX.width + COLUMN_GAP;
  const column = (size: number, x: number): Place[] => {
    const top = (height - columnHeight(size)) / 2;
    return Array.from({ length: size }, (_, index) => ({ x, y: top + index * (BOX.height + GAP) }));
  };
  return {
    width: count === 0 ? BOX.width : rightX + BOX.width,
    height,
    centre: { x: centreX, y: (height - BOX.height) / 2 },
    places: [...column(right, rightX), ...column(left, 0)],
  };
}

/** Places the neighbours below the centre, one under the other, for screens that have no room for columns. */
export function stack(count: number): GraphLayout {
  const step = BOX.height + GAP;
  return {
    width: RAIL + BOX.width,
    height: columnHeight(count + 1),
    centre: { x: 0, y: 0 },
    places: Array.from({ length: count }, (_, index) => ({ x: RAIL, y: (index + 1) * step })),
  };
}

/** A line from the foot of the centre down and to the side of a neighbour's box below it. */
export function railPath(centre: Place, place: Place): string {
  return `M ${centre.x + RAIL / 2} ${centre.y + BOX.height} V ${place.y + BOX.height / 2} H ${place.x}`;
}

/** A curve from the side of the centre to the facing side of a neighbour's box. */
export function edgePath(centre: Place, place: Place): string {
  const isRight = place.x > centre.x;
  const from = { x: centre.x + (isRight ? BOX.width : 0), y: centre.y + BOX.height / 2 };
  const to = { x: place.x + (isRight ? 0 : BOX.width), y: place.y + BOX.height / 2 };
  const middle = (from.x + to.x) / 2;
  return `M ${from.x} ${from.y} C ${middle} ${from.y}, ${middle} ${to.y}, ${to.x} ${to.y}`;
}

/** A text cut to fit a box, by a number of characters. */
export function fitted(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
