"use client";

import { useEffect, useRef, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useQueryClient } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { Notice } from "@/app/_components/feedback/notice";
import { DownloadIcon } from "@/app/_components/icons";
import { saveFile } from "@/app/_components/table/export";
import styles from "./account.module.scss";

interface RecoveryCodesStepProps {
  /** What has just happened. */
  title: string;
  detail?: string;
  codes: readonly string[];
  onClose: () => void;
}

/** Shows the recovery codes, this once. */
export function RecoveryCodesStep({ title, detail, codes, onClose }: RecoveryCodesStepProps) {
  const client = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  const [isAcknowledged, setAcknowledged] = useState(false);
  useEffect(() => heading.current?.focus(), []);
  // Read again only now: the page behind changes while the codes are still on screen otherwise.
  useEffect(
    () => () => {
      void client.invalidateQueries({ queryKey: keys.session });
      void client.invalidateQueries({ queryKey: keys.sessions });
    },
    [client],
  );
  const text = `${codes.join("\n")}\n`;
  return (
    <div className="sb-stack">
      <Notice tone="ok" title={title} role="status">
        {detail === undefined ? null : <p>{detail}</p>}
      </Notice>
      <h3 ref={heading} tabIndex={-1}>
        Recovery codes
      </h3>
      <p>
        Each of these works once in place of a code, should you lose the device. They are not shown again: keep them
        where you keep passwords, and not on that device.
      </p>
      <ul className={styles.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="sb-cluster">
        <Button
          size="md"
          kind="tertiary"
          renderIcon={DownloadIcon}
          onClick={() => saveFile("signalbox-recovery-codes.txt", "text/plain", text)}
        >
          Download
        </Button>
        <span className="sb-cluster">
          <CopyButton text={text} label="Copy all recovery codes" /> Copy all
        </span>
      </div>
      <label className={styles.acknowledge}>
        <input
          type="checkbox"
          className="sb-table__checkbox"
          checked={isAcknowledged}
          onChange={(event) => setAcknowledged(event.target.checked)}
        />
        I have kept the recovery codes.
      </label>
      <Button size="md" kind={isAcknowledged ? "primary" : "secondary"} onClick={onClose}>
        {isAcknowledged ? "Done" : "Close without keeping them"}
      </Button>
    </div>
  );
}
