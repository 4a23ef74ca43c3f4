import { PageSkeleton } from "@/app/_components/feedback/skeleton";

/** Stands for any page of the console until its first data is there. */
export default function Loading() {
  return <PageSkeleton label="the page" />;
}
