import type { ReactNode } from "react";
import styles from "./wbem.module.scss";

/** A word that belongs to a name: "key", "association". */
export function ListTag({ children }: { children: ReactNode }) {
  return <span className={styles.tag}>{children}</span>;
}
