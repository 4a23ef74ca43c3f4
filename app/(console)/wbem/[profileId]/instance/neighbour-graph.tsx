"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type MouseEvent, useSyncExternalStore } from "react";
import { paths } from "@/app/_client/paths";
import type { WbemNeighbour } from "@/contracts/wbem/instances";
import type { WbemPath } from "@/contracts/wbem/values";
import { pathLabel } from "../_values/value-text";
import { noWalk, walkTo } from "../_values/walk";
import { useExplorer } from "../explorer-context";
import styles from "./graph.module.scss";
import { BOX, edgePath, fitted, layOut, type Place, railPath, stack } from "./graph-layout";
import { type NeighbourGroup, pickForDrawing } from "./neighbour-groups";

const MOST_BOXES = 24;
const CHARACTERS = 36;
const PAD = 10;

const NARROW = "(width < 42rem)";

function watchWidth(onChange: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

/** True where two columns of boxes have no room beside each other. */
function useIsNarrow(): boolean {
  return useSyncExternalStore(
    watchWidth,
    () => window.matchMedia(NARROW).matches,
    () => false,
  );
}

function NeighbourBox({ neighbour, place }: { neighbour: WbemNeighbour; place: Place }) {
  const { profile, walk, setWalk } = useExplorer();
  const router = useRouter();
  const { path } = neighbour.neighbour;
  const href = paths.wbemInstance(profile.id, path, { tab: "graph" });

  function onClick(event: MouseEvent) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    setWalk(walkTo(walk ?? noWalk, path));
    router.push(href);
  }

  return (
    <a href={href} className={styles.link} onClick={onClick}>
      <rect x={place.x} y={place.y} width={BOX.width} height={BOX.height} className={styles.box} />
      <text x={place.x + PAD} y={place.y + 23} className={styles.name}>
        {fitted(`${path.className} ${pathLabel(path)}`, CHARACTERS)}
      </text>
      <text x={place.x + PAD} y={place.y + 43} className={styles.role}>
        {fitted(`${neighbour.resultRole} of ${neighbour.associationClass}`, CHARACTERS + 4)}
      </text>
    </a>
  );
}

/**
 * The neighbourhood of an instance as a drawing: each box is a link that says in words how it is associated, so that
 * nothing depends on colour. The list of the other view holds the same and more.
 */
export function NeighbourGraph({ path, groups }: { path: WbemPath; groups: readonly NeighbourGroup[] }) {
  const { profile } = useExplorer();
  const drawn = pickForDrawing(groups, MOST_BOXES);
  const total = groups.reduce((sum, { neighbours }) => sum + neighbours.length, 0);
  const isNarrow = useIsNarrow();
  const { width, height, centre, places } = isNarrow ? stack(drawn.length) : layOut(drawn.length);
  return (
    <figure className={styles.figure}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} aria-label="Neighbourhood" tabIndex={0}>
        <svg
          viewBox={`-1 -1 ${width + 2} ${height + 2}`}
          width={width + 2}
          height={height + 2}
          className={styles.graph}
          aria-label={`What ${pathLabel(path)} is associated with`}
        >
          {drawn.map((neighbour, index) => {
            const place = places[index];
            return place === undefined ? null : (
              <path
                key={`${neighbour.associationClass} ${neighbour.resultRole} ${neighbour.neighbour.uri}`}
                d={isNarrow ? railPath(centre, place) : edgePath(centre, place)}
                className={styles.edge}
              />
            );
          })}
          <rect x={centre.x} y={centre.y} width={BOX.width} height={BOX.height} className={styles.centre} />
          <text x={centre.x + PAD} y={centre.y + 23} className={styles.centreName}>
            {fitted(pathLabel(path), CHARACTERS - 2)}
          </text>
          <text x={centre.x + PAD} y={centre.y + 43} className={styles.role}>
            {fitted(path.className, CHARACTERS)}
          </text>
          {drawn.map((neighbour, index) => {
            const place = places[index];
            return place === undefined ? null : (
              <NeighbourBox
                key={`${neighbour.associationClass} ${neighbour.resultRole} ${neighbour.neighbour.uri}`}
                neighbour={neighbour}
                place={place}
              />
            );
          })}
        </svg>
      </section>
      <figcaption>
        <p className="sb-muted">
          {drawn.length < total ? `${drawn.length} of ${total} are drawn. ` : null}
          <Link className="sb-link" href={paths.wbemInstance(profile.id, path, { tab: "associated" })} scroll={false}>
            The same as lists
          </Link>
        </p>
      </figcaption>
    </figure>
  );
}
