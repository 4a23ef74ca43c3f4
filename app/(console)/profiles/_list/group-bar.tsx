"use client";

import styles from "./group-bar.module.scss";

interface GroupBarProps {
  groups: readonly { name: string; count: number }[];
  /** Group that is shown alone, or null. */
  chosen: string | null;
  onChoose: (group: string | null) => void;
}

/** The groups of the list with their sizes; one shows its profiles alone. */
export function GroupBar({ groups, chosen, onChoose }: GroupBarProps) {
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  if (groups.length < 2) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a toolbar of buttons, not a group of form fields
    <div role="group" aria-label="Groups" className={styles.bar}>
      <button type="button" className={styles.button} aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        All groups <span className="sb-muted sb-numeric">{total}</span>
      </button>
      {groups.map((group) => (
        <button
          key={group.name}
          type="button"
          className={styles.button}
          aria-pressed={chosen === group.name}
          onClick={() => onChoose(chosen === group.name ? null : group.name)}
        >
          {group.name} <span className="sb-muted sb-numeric">{group.count}</span>
        </button>
      ))}
    </div>
  );
}
