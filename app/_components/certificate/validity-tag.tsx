"use client";

import { useSyncExternalStore } from "react";
import type { CertificateFacts } from "@/contracts/certificate";
import { StatusTag } from "../feedback/status-tag";
import { describeAbsolute } from "../feedback/time";
import { describeValidity } from "./validity";

const never = () => () => undefined;
let readAtMs = 0;

function readNow(): number {
  // Days are the unit: one reading serves a whole page.
  readAtMs ||= Date.now();
  return readAtMs;
}

/** Days left, highlighted when few or none; the server, whose clock is not the reader's, renders the end date. */
export function ValidityTag({ facts }: { facts: Pick<CertificateFacts, "notBefore" | "notAfter"> }) {
  const now = useSyncExternalStore<number | null>(never, readNow, () => null);
  if (now === null) {
    return <span>until {describeAbsolute(facts.notAfter)}</span>;
  }
  const { tone, text } = describeValidity(facts, now);
  return <StatusTag status={text} tone={tone} />;
}
