import type { ReactNode } from "react";
import { ProfileFrame } from "../_detail/profile-frame";

interface LayoutProps {
  params: Promise<{ profileId: string }>;
  children: ReactNode;
}

export default async function Layout({ params, children }: LayoutProps) {
  const { profileId } = await params;
  return <ProfileFrame profileId={profileId}>{children}</ProfileFrame>;
}
