import type { Metadata } from "next";
import { Query } from "./query";

export const metadata: Metadata = { title: "Query" };

export default function Page() {
  return <Query />;
}
