import { useEffect, useRef, useState } from "react";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { useQuery } from "@/app/_client/use-query";
import type { HostReadiness } from "@/contracts/bmc";
import type { CertificateOrder, OrderState } from "@/contracts/certificate-order";
import { obstacleOf } from "./order-context";

/** The BMC tells of changes by itself; this is for events that were missed. */
const WATCH_MS = 30_000;
/** States in which the host is still needed, to sign. */
const beforeSigning: readonly OrderState[] = ["draft", "key_ready", "csr_ready"];

/** True where nothing hinders but a host that is not up, which is what waiting can cure. */
export function isWaitable({ findings, state }: Pick<CertificateOrder, "findings" | "state">): boolean {
  const refused = findings.filter(({ verdict }) => verdict === "refuse");
  return beforeSigning.includes(state) && refused.length > 0 && refused.every(({ id }) => id === "host");
}

interface HostWatch {
  isWaiting: boolean;
  /** The host as it is now; null until it was read. */
  host: HostReadiness | null;
  /** Waits, or stops to; null where waiting does not help. */
  setWaiting: ((isWaiting: boolean) => void) | null;
}

/**
 * Waits for the host of an order by itself, in whichever tab shows the order: what the BMC tells has its state read again,
 * and `look` is called once for each reading that differs from what was found.
 */
export function useHostWatch(order: CertificateOrder, look: () => void): HostWatch {
  const [isStopped, setStopped] = useState(false);
  const canWait = isWaitable(order) && order.profile?.kind === "bmc" && obstacleOf(order, "look") === null;
  const isWaiting = canWait && !isStopped;
  const { data, dataUpdatedAt } = useQuery({
    ...bmcQueries.overview(order.profile?.id ?? ""),
    enabled: isWaiting,
    refetchInterval: WATCH_MS,
  });
  const host = data?.host ?? null;
  const found = order.findings.find(({ id }) => id === "host")?.finding;
  const isNews = isWaiting && data !== undefined && host?.finding !== found;
  const judgedAt = useRef(0);
  useEffect(() => {
    if (!isNews || judgedAt.current === dataUpdatedAt) return;
    judgedAt.current = dataUpdatedAt;
    look();
  }, [dataUpdatedAt, isNews, look]);
  return { isWaiting, host, setWaiting: canWait ? (wants) => setStopped(!wants) : null };
}
