import { ConnectionSignalIcon, ConnectionSignalOffIcon, PendingIcon, WarningAltFilledIcon } from "../icons";

/**
 * State of the one live stream of this tab: `connecting` before the first event, `reconnecting` after a loss, `gap` when
 * the server could not replay everything missed, `closed` when it will not come back without the reader.
 */
export type StreamState = "connecting" | "connected" | "reconnecting" | "gap" | "closed";

const presentation = {
  connecting: { text: "Connecting", title: "Connecting to live updates", Icon: PendingIcon },
  connected: { text: "Live", title: "Live updates are arriving", Icon: ConnectionSignalIcon },
  reconnecting: { text: "Reconnecting", title: "Live updates were lost; reconnecting", Icon: PendingIcon },
  gap: {
    text: "Gap",
    title: "Some updates were missed; what is shown has been read again",
    Icon: WarningAltFilledIcon,
  },
  closed: { text: "Not live", title: "Live updates have ended; reload the page", Icon: ConnectionSignalOffIcon },
} satisfies Record<StreamState, { text: string; title: string; Icon: typeof PendingIcon }>;

/** Says whether live updates arrive, by icon and word, politely announced when it changes. */
export function StreamIndicator({ state, detail }: { state: StreamState; detail?: string }) {
  const { text, title, Icon } = presentation[state];
  return (
    <div className={`sb-stream sb-stream--${state}`} role="status" title={detail ?? title}>
      <Icon />
      <span className="sb-stream__text">{text}</span>
      <span className="sb-visually-hidden">{detail ?? title}</span>
    </div>
  );
}
