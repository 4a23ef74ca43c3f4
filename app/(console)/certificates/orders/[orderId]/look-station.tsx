"use client";

import { callApi } from "@/app/_client/api";
import { CheckList } from "@/app/_components/certificate/check-list";
import { lookAtDevice } from "@/contracts/addresses/certificate-orders";
import { ActionButton } from "./action-button";
import { useOrder } from "./order-context";

const look = (orderId: string, version: number) => callApi(lookAtDevice, { params: { orderId }, body: { version } });

/** Whether the device can sign now: what was found, each with what to do about it. */
export function LookStation() {
  const { findings, profile } = useOrder();
  const isFirst = findings.length === 0;
  return (
    <>
      {isFirst ? (
        <p>
          Before anything is sent, the console looks whether {profile?.name ?? "the device"} can sign now: its
          certificate, its clock, your role on it, whether its firmware has the feature, whether the host is up, and the
          addresses of the VMI. Nothing on the device is changed.
        </p>
      ) : (
        <CheckList label="Findings" checks={findings} />
      )}
      <ActionButton action="look" call={look} busy="Looking" kind={isFirst ? "primary" : "tertiary"}>
        {isFirst ? "Look at the device" : "Look again"}
      </ActionButton>
    </>
  );
}
