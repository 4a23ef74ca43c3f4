import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { Button } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { propertyText } from "@/app/_components/feedback/properties";
import { describeAbsolute } from "@/app/_components/feedback/time";
import type { Notification } from "@/contracts/notification";

/** One notification whole: changes old to new, texts, times, and the way to its object. */
export function NotificationDialog({ notification, onClose }: { notification: Notification; onClose: () => void }) {
  const facts: [string, string][] = [
    ["Profile", notification.profileName],
    ["Type", notification.type],
    ["Received", describeAbsolute(notification.receivedAt)],
    ["Sent by the device", notification.occurredAt === null ? "not said" : describeAbsolute(notification.occurredAt)],
    ...(
      [
        ["Class", notification.objectClass],
        ["Object", notification.objectName],
        ["Object URI", notification.objectUri],
        ["Element URI", notification.elementUri],
        ["Action", notification.action],
        ["Job URI", notification.jobUri],
      ] as [string, string | null][]
    ).filter((fact): fact is [string, string] => fact[1] !== null),
    ...notification.details.map(({ label, value }): [string, string] => [label, value]),
  ];
  return (
    <ModalDialog
      title={notification.summary}
      isWide
      onClose={onClose}
      footer={
        <>
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
          {notification.objectUri === null ? null : (
            <Button size="md" as={Link} href={paths.deviceObject(notification.profileId, notification.objectUri)}>
              Open the object
            </Button>
          )}
        </>
      }
    >
      <div className="sb-stack">
        <dl className="sb-properties__list">
          {facts.map(([label, value]) => (
            <div key={`${label}:${value}`} className="sb-properties__item">
              <dt>{label}</dt>
              <dd>{value}</dd>
              <dd>
                <CopyButton text={value} label={`Copy ${label}`} />
              </dd>
            </div>
          ))}
        </dl>
        {notification.changes.length > 0 ? (
          <table className="sb-plain-table sb-plain-table--wrapping">
            <caption>Changes</caption>
            <thead>
              <tr>
                <th scope="col">Property</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {notification.changes.map((change) => (
                <tr key={change.property}>
                  <th scope="row">{change.property}</th>
                  <td>{propertyText(change.oldValue)}</td>
                  <td>{propertyText(change.newValue)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
      </div>
    </ModalDialog>
  );
}
