"use client";

import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { WbemRegisteredProfile } from "@/contracts/wbem/server";
import { ReadingProblem } from "../../../bmc/part-frame";
import { useExplorer } from "../explorer-context";
import { InstanceLink } from "../instance-link";

interface CentralDialogProps {
  registered: WbemRegisteredProfile;
  onClose: () => void;
}

/** The instances that a registered profile is about, and how they were found. */
export function CentralDialog({ registered, onClose }: CentralDialogProps) {
  const { profile } = useExplorer();
  const { data, error, isPending, refetch } = useQuery(wbemQueries.centralInstances(profile.id, registered.path));
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
      <ReadingProblem profileId={profile.id} error={error} onRead={() => void refetch()} />
      {isPending ? <LinesSkeleton label="the central instances" /> : null}
      {data === undefined ? null : data.items.length === 0 ? (
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
              {data.items.map(({ path, uri }) => (
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
          <p className="sb-muted">Found by: {data.method}</p>
        </>
      )}
    </ModalDialog>
  );
}
