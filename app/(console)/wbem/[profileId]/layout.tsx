import type { ReactNode } from "react";
import { WbemFrame } from "./wbem-frame";

interface LayoutProps {
  params: Promise<{ profileId: string }>;
  children: ReactNode;
}

export default async function Layout({ params, children }: LayoutProps) {
  const { profileId } = await params;
  return <WbemFrame profileId={profileId}>{children}</WbemFrame>;
}
