import type { Metadata } from "next";
import { OrderPage } from "./order-page";

export const metadata: Metadata = { title: "Certificate order" };

export default async function Page({ params }: { params: Promise<{ orderId: string }> }) {
  const { orderId } = await params;
  return <OrderPage orderId={orderId} />;
}
