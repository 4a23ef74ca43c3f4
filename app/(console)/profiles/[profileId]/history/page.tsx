import type { Metadata } from "next";
import { ProfileHistory } from "../../_detail/profile-history";

export const metadata: Metadata = { title: "Operations of the profile" };

export default function Page() {
  return <ProfileHistory />;
}
