"use client";

import { orderQueries } from "@/app/_client/order-queries";
import { problemOf } from "@/app/_client/problem";
import { useQuery } from "@/app/_client/use-query";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { PageSkeleton } from "@/app/_components/feedback/skeleton";
import { OrderContext } from "./order-context";
import { OrderView, orderTrail } from "./order-view";

const WORKING_MS = 1_000;
const RESTING_MS = 5_000;

/** One certificate order, read again and again: every second while something is under way. */
export function OrderPage({ orderId }: { orderId: string }) {
  const { data: order, error } = useQuery({
    ...orderQueries.order(orderId),
    refetchInterval: ({ state }) => {
      if (state.error !== null && problemOf(state.error).status === 404) return false;
      return state.data?.step || state.data?.isLed ? WORKING_MS : RESTING_MS;
    },
  });
  if (order === undefined) {
    if (error === null) return <PageSkeleton label="the order" />;
    return (
      <div className="sb-page">
        <PageHeader title="Certificate order" trail={orderTrail} />
        <ProblemNotice problem={problemOf(error)} />
      </div>
    );
  }
  return (
    <div className="sb-page">
      <OrderContext value={order}>
        <OrderView lost={error === null ? null : problemOf(error)} />
      </OrderContext>
    </div>
  );
}
