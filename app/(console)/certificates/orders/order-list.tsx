"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { orderQueries } from "@/app/_client/order-queries";
import { paths } from "@/app/_client/paths";
import { useInfiniteQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { AddIcon, CatalogIcon } from "@/app/_components/icons";
import { ListTable } from "@/app/_components/table/list-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { OrderSummary } from "@/contracts/certificate-order";
import { CertificatesHeader } from "../_shared/certificates-header";
import { renewableOf } from "./_renew/renewable";
import { useRenewal } from "./_renew/use-renewal";
import { useOrderDenial } from "./_shared/order-denial";
import { orderColumns } from "./order-columns";

const REFRESH_MS = 5_000;
const rowId = (row: OrderSummary) => row.id;
const rowHref = (row: OrderSummary) => paths.order(row.id);

/** Certificate orders of the team, newest first; what moves by itself is seen moving. */
export function OrderList() {
  const router = useRouter();
  const [view, setView] = useUrlView();
  const orders = useInfiniteQuery({ ...orderQueries.list(), refetchInterval: REFRESH_MS });
  const rows = useMemo(() => orders.data?.pages.flatMap((page) => page.items) ?? [], [orders.data]);
  const denied = useOrderDenial();
  const renewal = useRenewal({
    rows,
    rowId,
    renewableOf,
    obstacle: "None of the selected orders has led to a client certificate that could be renewed.",
  });
  const add = (
    <ReasonButton renderIcon={AddIcon} disabledReason={denied} onClick={() => router.push(paths.newOrder())}>
      New order
    </ReasonButton>
  );
  return (
    <div className="sb-page">
      <CertificatesHeader
        summary="Client certificates signed by the VMI of a POWER system: from the key to the proof that the VMI accepts it, step by step."
        actions={
          <>
            <Button as={Link} href={paths.requestTemplates()} kind="tertiary" size="md" renderIcon={CatalogIcon}>
              Templates
            </Button>
            {add}
          </>
        }
      />
      <ListTable
        label="orders"
        query={orders}
        columns={orderColumns}
        rows={rows}
        rowId={rowId}
        rowHref={rowHref}
        view={view}
        onViewChange={setView}
        selection={renewal.selection}
        emptyState={
          <EmptyState title="No order yet" actions={add}>
            <p>
              An order leads from nothing to a client certificate that a VMI accepts: it makes the key and the request,
              has the BMC pass it to the host to be signed, checks what comes back, and proves it with a connection.
              Without a BMC at hand, the request can be carried to the signer as a file.
            </p>
          </EmptyState>
        }
      />
      {renewal.dialog}
    </div>
  );
}
