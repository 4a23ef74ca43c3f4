import type { Metadata } from "next";
import { OrderList } from "./order-list";

export const metadata: Metadata = { title: "Certificate orders" };

export default function Page() {
  return <OrderList />;
}
