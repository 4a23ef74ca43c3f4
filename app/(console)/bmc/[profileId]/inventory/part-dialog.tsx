"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { Button } from "@/app/_components/carbon";
import { Facts } from "@/app/_components/feedback/facts";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import type { BmcPart } from "@/contracts/bmc";
import { ShownTag } from "../../shown-tag";
import { showHealth, showState } from "../../states";
import { partKinds } from "./part-kinds";

/** Everything the BMC tells of one part. */
export function PartDialog({ profileId, part, onClose }: { profileId: string; part: BmcPart; onClose: () => void }) {
  return (
    <ModalDialog
      title={part.name}
      onClose={onClose}
      footer={
        <>
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
          <Button size="md" kind="tertiary" as={Link} href={paths.bmcRaw(profileId, { uri: part.uri })}>
            As Redfish
          </Button>
        </>
      }
    >
      <Facts
        facts={[
          ["Kind", partKinds[part.kind]],
          ["State", <ShownTag key="state" shown={showState(part.state)} />],
          ["Health", part.health === null ? null : <ShownTag key="health" shown={showHealth(part.health)} />],
          ["Location", part.locationCode === null ? null : <code key="location">{part.locationCode}</code>],
          ["Manufacturer", part.manufacturer],
          ["Model", part.model],
          ["Part number", part.partNumber],
          ["Serial number", part.serialNumber === null ? null : <code key="serial">{part.serialNumber}</code>],
          ["Spare part number", part.sparePartNumber],
          ["Locator light", part.isLocating === null ? null : part.isLocating ? "on" : "off"],
          ...part.facts.map(({ label, value }) => [label, value] as const),
          ["Belongs to", <code key="owner">{part.owner}</code>],
        ]}
      />
    </ModalDialog>
  );
}
