import type { Metadata } from "next";
import { TemplateList } from "./template-list";

export const metadata: Metadata = { title: "Request templates" };

export default function Page() {
  return <TemplateList />;
}
