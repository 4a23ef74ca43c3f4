"use client";

import { useState } from "react";
import { callApi } from "@/app/_client/api";
import { Button } from "@/app/_components/carbon";
import { CheckList } from "@/app/_components/certificate/check-list";
import { summarizeChecks } from "@/app/_components/certificate/checks";
import { RequestView } from "@/app/_components/certificate/request-view";
import { Facts } from "@/app/_components/feedback/facts";
import { Notice } from "@/app/_components/feedback/notice";
import { reviseRequest } from "@/contracts/addresses/certificate-orders";
import type { KeySource } from "@/contracts/certificate-order";
import { ActionButton } from "./action-button";
import styles from "./order.module.scss";
import { obstacleOf, useOrder } from "./order-context";
import { RequestForm } from "./request-form";
import { StepProgress } from "./step-progress";
import { UploadRequestForm } from "./upload-request-form";

const keyPlaces: Record<KeySource, string> = {
  generated: "made by this console and sealed; it is never shown",
  uploaded: "uploaded with the request and sealed; it is never shown",
  elsewhere: "not with this console: the certificate can be tested and kept only with it",
};

const revise = (orderId: string, version: number) => callApi(reviseRequest, { params: { orderId }, body: { version } });

function RequestMade() {
  const { request, requestChecks, keySource } = useOrder();
  return (
    <>
      {request === null ? null : <RequestView request={request} />}
      {keySource === null ? null : <Facts facts={[["Private key", keyPlaces[keySource]]]} />}
      {requestChecks.length > 0 ? (
        <section>
          <h3>Checks of the request: {summarizeChecks(requestChecks)}</h3>
          <CheckList label="Checks of the request" checks={requestChecks} />
        </section>
      ) : null}
      <ActionButton action="revise" call={revise} busy="Dropping key and request" kind="ghost">
        Drop key and request, and change the form
      </ActionButton>
    </>
  );
}

interface RequestStationProps {
  /** Whether somebody is filling the form in. */
  isTyped: boolean;
  onTyped: (isTyped: boolean) => void;
}

/** Key and request: filled in here or brought along; then what was made of it. */
export function RequestStation({ isTyped, onTyped }: RequestStationProps) {
  const order = useOrder();
  const [way, setWay] = useState<"form" | "upload">("form");
  const isOpen = obstacleOf(order, "generate") === null || obstacleOf(order, "upload_request") === null;
  // A form somebody is filling in stays when another person makes the request first: what was typed can still be saved.
  const isOvertaken = isTyped && order.request !== null;
  const isMaking = order.step?.id === "generate_key";
  const showsForm = isOvertaken || (order.request === null && (isOpen || isMaking || isTyped));

  return (
    <>
      <StepProgress of="generate_key" />
      {order.request === null ? null : <RequestMade />}
      {isOvertaken ? (
        <Notice
          tone="warn"
          role="alert"
          title="The request was made by somebody else while you typed"
          actions={
            <Button kind="ghost" size="sm" onClick={() => onTyped(false)}>
              Discard what I typed
            </Button>
          }
        >
          <p>What you typed is below. It can be saved as a template, or used after key and request were dropped.</p>
        </Notice>
      ) : null}
      {showsForm ? (
        <>
          {order.request === null ? (
            <fieldset className={styles.ways}>
              <legend className="sb-visually-hidden">Where key and request come from</legend>
              <Button
                kind={way === "form" ? "secondary" : "ghost"}
                size="sm"
                aria-pressed={way === "form"}
                onClick={() => setWay("form")}
              >
                Make them here
              </Button>
              <Button
                kind={way === "upload" ? "secondary" : "ghost"}
                size="sm"
                aria-pressed={way === "upload"}
                onClick={() => setWay("upload")}
              >
                Upload a request
              </Button>
            </fieldset>
          ) : null}
          <div className={styles.part} hidden={way !== "form"}>
            <RequestForm onTyped={onTyped} />
          </div>
          {way === "upload" && order.request === null ? <UploadRequestForm /> : null}
        </>
      ) : order.request === null ? (
        <p className="sb-muted">{obstacleOf(order, "generate")}</p>
      ) : null}
    </>
  );
}
