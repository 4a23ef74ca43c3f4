import type { Metadata } from "next";
import { ProfileList } from "./_list/profile-list";

export const metadata: Metadata = { title: "Profiles" };

export default function Page() {
  return <ProfileList />;
}
