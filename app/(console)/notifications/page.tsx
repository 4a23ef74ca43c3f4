import type { Metadata } from "next";
import { NotificationFeed } from "./notification-feed";

export const metadata: Metadata = { title: "Notifications" };

export default function Page() {
  return <NotificationFeed />;
}
