import { describeStatus } from "./status";
import { type Tone, toneIcons } from "./tone";

/** A state as icon and word. The tone is derived from the device's status word unless it is given. */
export function StatusTag({ status, tone, isBoxed }: { status: string; tone?: Tone; isBoxed?: boolean }) {
  const described = describeStatus(status);
  const shownTone = tone ?? described.tone;
  const Icon = toneIcons[shownTone];
  return (
    <span className={`sb-status sb-tone--${shownTone}${isBoxed ? " sb-status--boxed" : ""}`}>
      <Icon />
      <span>{described.text}</span>
    </span>
  );
}
