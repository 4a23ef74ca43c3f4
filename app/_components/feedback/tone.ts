import {
  CheckmarkFilledIcon,
  CircleDashIcon,
  ErrorFilledIcon,
  InformationFilledIcon,
  InProgressIcon,
  WarningAltFilledIcon,
} from "../icons";

/** How good a state is: each tone has its own icon shape besides its colour. */
export type Tone = "ok" | "warn" | "fail" | "busy" | "idle";

export const toneIcons = {
  ok: CheckmarkFilledIcon,
  warn: WarningAltFilledIcon,
  fail: ErrorFilledIcon,
  busy: InProgressIcon,
  idle: CircleDashIcon,
} satisfies Record<Tone, typeof InformationFilledIcon>;

/** Icons of messages, where "idle" means plain information. */
export const noticeIcons = { ...toneIcons, idle: InformationFilledIcon, busy: InformationFilledIcon };
