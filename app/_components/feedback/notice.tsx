import type { ReactNode } from "react";
import { noticeIcons, type Tone } from "./tone";

interface NoticeProps {
  tone: Tone;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits; leave it out for what was there from the start. */
  role?: "alert" | "status";
}

/** A message in the page: what the matter is, details, and what can be done. */
export function Notice({ tone, title, children, actions, role }: NoticeProps) {
  const Icon = noticeIcons[tone];
  return (
    <div className={`sb-notice sb-notice--${tone}`} role={role}>
      <Icon className="sb-notice__icon" />
      <div className="sb-notice__body">
        <p className="sb-notice__title">{title}</p>
        {children}
        {actions ? <div className="sb-cluster">{actions}</div> : null}
      </div>
    </div>
  );
}
