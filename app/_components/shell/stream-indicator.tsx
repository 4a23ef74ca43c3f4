import {
  ConnectionSignalIcon,
  ConnectionSignalOffIcon,
  PauseFilledIcon,
  PendingIcon,
  WarningAltFilledIcon,
} from "../icons";

/**
 * State of the one live stream of this tab. `gap`: the server could not replay everything missed, what is shown has been
 * read again. `paused`: the tab was hidden for long. `ended`: it will not come back by itself.
 */
export type IndicatorState = "connecting" | "connected" | "reconnecting" | "gap" | "paused" | "ended";

const presentation = {
  connecting: { text: "Connecting", title: "Connecting to live updates", Icon: PendingIcon },
  connected: { text: "Live", title: "Live updates are arriving", Icon: ConnectionSignalIcon },
  reconnecting: { text: "Reconnecting", title: "Live updates were lost; reconnecting", Icon: PendingIcon },
  gap: { text: "Gap", title: "Some updates were missed; what is shown was read again", Icon: WarningAltFilledIcon },
  paused: { text: "Paused", title: "Live updates pause while the tab is hidden", Icon: PauseFilledIcon },
  ended: { text: "Not live", title: "Live updates have ended; reload the page", Icon: ConnectionSignalOffIcon },
} satisfies Record<IndicatorState, { text: string; title: string; Icon: typeof PendingIcon }>;

/** Says whether live updates arrive, by icon and word, politely announced when it changes. */
export function StreamIndicator({ state, detail }: { state: IndicatorState; detail?: string }) {
  const { text, title, Icon } = presentation[state];
  return (
    <div className={`sb-stream sb-stream--${state}`} role="status" title={detail ?? title}>
      <Icon />
      <span className="sb-stream__text">{text}</span>
      <span className="sb-visually-hidden">{detail ?? title}</span>
    </div>
  );
}
