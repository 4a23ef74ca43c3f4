import type { ReactNode } from "react";
import { BmcFrame } from "./bmc-frame";

interface LayoutProps {
  params: Promise<{ profileId: string }>;
  children: ReactNode;
}

export default async function Layout({ params, children }: LayoutProps) {
  const { profileId } = await params;
  return <BmcFrame profileId={profileId}>{children}</BmcFrame>;
}
