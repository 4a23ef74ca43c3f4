import type { Metadata } from "next";
import { ProfileAccess } from "../../_detail/profile-access";

export const metadata: Metadata = { title: "Access to the profile" };

export default function Page() {
  return <ProfileAccess />;
}
