import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { Shown } from "./states";

/** A state as icon and word. */
export function ShownTag({ shown, isBoxed }: { shown: Shown; isBoxed?: boolean }) {
  return <StatusTag status={shown.text} tone={shown.tone} isBoxed={isBoxed} />;
}
