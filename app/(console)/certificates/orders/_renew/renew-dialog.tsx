"use client";

import Link from "next/link";
import { useEffect } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { orderQueries } from "@/app/_client/order-queries";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { useInfiniteQuery, useQueryClient } from "@/app/_client/use-query";
import { Button, InlineLoading } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { Progress } from "@/app/_components/feedback/progress";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { PlainTable } from "@/app/_components/table/plain-table";
import { renewOrders } from "@/contracts/addresses/certificate-orders";
import type { OrderSummary } from "@/contracts/certificate-order";
import { countOf } from "@/contracts/count";
import { OrderTag } from "../_shared/order-tag";
import { describeProgress, describeWay, isMoving } from "./progress";
import styles from "./renew.module.scss";
import type { Renewable } from "./renewable";

const REFRESH_MS = 2_000;
const count = (number: number) => countOf(number, "client certificate");

interface Line {
  identityId: string;
  order: OrderSummary | null;
  obstacle: string | null;
}

function ProgressTable({ lines, identities }: { lines: readonly Line[]; identities: readonly Renewable[] }) {
  const names = new Map(identities.map((identity) => [identity.id, identity.name]));
  const client = useQueryClient();
  const listed = useInfiniteQuery({ ...orderQueries.list({ limit: 500 }), refetchInterval: REFRESH_MS });
  const known = new Map(listed.data?.pages.flatMap((page) => page.items).map((order) => [order.id, order]));
  const now = lines.map((line) => ({ ...line, order: line.order && (known.get(line.order.id) ?? line.order) }));
  const ended = now.filter(({ order }) => order === null || !isMoving(order)).length;
  useEffect(() => {
    if (ended > 0) void client.invalidateQueries({ queryKey: keys.identities });
  }, [client, ended]);
  return (
    <>
      <Progress
        label="Renewals"
        fraction={ended / Math.max(1, now.length)}
        detail={describeProgress(ended, now.length)}
      />
      <PlainTable label="Renewals" isWrapping>
        <thead>
          <tr>
            <th scope="col">Client certificate</th>
            <th scope="col">State</th>
            <th scope="col">What to know</th>
          </tr>
        </thead>
        <tbody>
          {now.map((line) => (
            <tr key={line.identityId}>
              <th scope="row">
                {line.order === null ? (
                  (names.get(line.identityId) ?? line.identityId)
                ) : (
                  <Link className="sb-link" href={paths.order(line.order.id)}>
                    {names.get(line.identityId) ?? line.order.name}
                  </Link>
                )}
              </th>
              <td>
                {line.order === null ? <StatusTag status="Not begun" tone="fail" /> : <OrderTag order={line.order} />}
              </td>
              <td>{line.order === null ? line.obstacle : describeWay(line.order)}</td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </>
  );
}

interface RenewDialogProps {
  identities: readonly Renewable[];
  /** How many of what was selected cannot be renewed. */
  left: number;
  onClose: () => void;
}

/** Begins a renewal with a new key for each of the client certificates, and shows how far each one is. */
export function RenewDialog({ identities, left, onClose }: RenewDialogProps) {
  const renewal = useApiMutation(renewOrders, { invalidates: [keys.orders] });
  const lines = renewal.data?.items;
  return (
    <ModalDialog
      title={lines === undefined ? `Renew ${count(identities.length)}?` : "Renewals"}
      isWide
      onClose={onClose}
      footer={
        lines === undefined ? (
          <>
            {renewal.isPending ? <InlineLoading className="sb-dialog__progress" description="Beginning" /> : null}
            <Button size="md" kind="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button
              size="md"
              aria-disabled={renewal.isPending}
              onClick={() => {
                if (!renewal.isPending) renewal.mutate({ body: { identityIds: identities.map(({ id }) => id) } });
              }}
            >
              Renew {count(identities.length)}
            </Button>
          </>
        ) : (
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
        )
      }
    >
      {renewal.error ? <ProblemNotice problem={problemOf(renewal.error)} /> : null}
      {lines === undefined ? (
        <>
          <p>
            Each gets an order with a new key and the same subject and names, and the console goes on with it by itself:
            it has the request signed, proves the certificate, and puts it in the place of the present one, which stays
            in use until then. An order stops where something fails or has to be decided.
          </p>
          {left > 0 ? (
            <p className="sb-muted">
              {left} of what you selected cannot be renewed and {left === 1 ? "is" : "are"} left out.
            </p>
          ) : null}
          <ul className={styles.names}>
            {identities.map((identity) => (
              <li key={identity.id}>{identity.name}</li>
            ))}
          </ul>
        </>
      ) : (
        <ProgressTable lines={lines} identities={identities} />
      )}
    </ModalDialog>
  );
}
