import type { Metadata } from "next";
import { ProfileSummary } from "../_detail/profile-summary";

export const metadata: Metadata = { title: "Profile" };

export default function Page() {
  return <ProfileSummary />;
}
