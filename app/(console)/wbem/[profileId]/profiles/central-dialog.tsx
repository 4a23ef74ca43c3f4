"use client";

import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { Answered } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemRegisteredProfile } from "@/contracts/wbem/server";
import { useExplorer } from "../explorer-context";
import { InstanceLink } from "../instance-link";

interface CentralDialogProps {
  registered: WbemRegisteredProfile;
  onClose: () => void;
}

/** The instances that a registered profile is about, and how they were found. */
export function CentralDialog({ registered, onClose }: CentralDialogProps) {
  const { profile } = useExplorer();
  const query = useQuery(wbemQueries.centralInstances(profile.id, registered.path));
  return (
    <ModalDialog
      title={`Central instances of ${registered.name} ${registered.version}`}
      isWide
      onClose={onClose}
      footer={
        <Button size="md" kind="secondary" onClick={onClose}>
          Close
        </Button>
      }
    >
      <Answered profileId={profile.id} query={query} label="the central instances" onRead={() => void query.refetch()}>
        {({ items, method }) =>
          items.length === 0 ? (
            <EmptyState title="No central instance">
              <p>The server names none for this profile.</p>
            </EmptyState>
          ) : (
            <>
              <PlainTable label="Central instances">
                <thead>
                  <tr>
                    <th scope="col">Instance</th>
                    <th scope="col">Class</th>
                    <th scope="col">Namespace</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map(({ path, uri }) => (
                    <tr key={uri}>
                      <th scope="row">
                        <InstanceLink path={path} uri={uri} />
                      </th>
                      <td>{path.className}</td>
                      <td>{path.namespace}</td>
                    </tr>
                  ))}
                </tbody>
              </PlainTable>
              <p className="sb-muted">Found by: {method}</p>
            </>
          )
        }
      </Answered>
    </ModalDialog>
  );
}
