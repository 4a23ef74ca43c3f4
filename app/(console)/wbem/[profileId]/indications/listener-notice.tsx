import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { Notice } from "@/app/_components/feedback/notice";
import type { WbemSubscriptions } from "@/contracts/wbem/subscriptions";

/** Said where indications would be lost while nobody watches. */
export function NotKeptNotice({ profileId }: { profileId: string }) {
  return (
    <Notice tone="warn" title="Indications are lost while nobody watches">
      <p>
        The console takes this server's indications only while somebody looks at the notifications, because the profile
        does not keep listening.{" "}
        <Link className="sb-link" href={paths.profile(profileId)}>
          Switch on Keep listening in the profile
        </Link>
        .
      </p>
    </Notice>
  );
}

/** Whether indications that a server sends to this console arrive and are kept. */
export function ListenerNotice({
  profileId,
  listener,
}: {
  profileId: string;
  listener: WbemSubscriptions["listener"];
}) {
  if (!listener.isOn) {
    return (
      <Notice tone="idle" title="This console does not listen for indications">
        <p>
          Its listener is off until the console is started with <code>SIGNALBOX_INBOUND_PORT</code>, the port that WBEM
          servers can reach. Until then subscriptions can send to other listeners.
        </p>
      </Notice>
    );
  }
  if (!listener.isKept) return <NotKeptNotice profileId={profileId} />;
  return (
    <p className="sb-muted">
      This console listens
      {listener.address === null ? null : (
        <>
          {" "}
          at <code>{listener.address}</code>
        </>
      )}{" "}
      and stores what this server sends.
    </p>
  );
}
