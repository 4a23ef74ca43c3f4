import type { ReactNode } from "react";
import { QueryProvider } from "@/app/_client/query-provider";
import styles from "./auth.module.scss";

/** The pages of those who are not signed in. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <QueryProvider>
      <main className={styles.page} id="main-content">
        <div className={styles.card}>
          <p className={styles.product}>Signalbox</p>
          <noscript>
            <p>This console needs JavaScript. Switch it on for this address and load the page again.</p>
          </noscript>
          {children}
        </div>
      </main>
    </QueryProvider>
  );
}
