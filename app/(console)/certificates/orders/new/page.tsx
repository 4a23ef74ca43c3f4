import type { Metadata } from "next";
import { NewOrder } from "./new-order";

export const metadata: Metadata = { title: "New certificate order" };

export default function Page() {
  return <NewOrder />;
}
