"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { InstanceReader, type Reading } from "@/app/_client/wbem-reader";
import type { WbemInstanceLine } from "@/contracts/wbem/instances";

/** Rows after which reading waits until the reader scrolls on or asks for more. */
const PAGE_SIZE = 5_000;

const never = () => () => undefined;
const nothing = () => null;

/**
 * A list that is read while the screen is there; leaving it cancels the reading. `open` begins a reading whenever it is
 * another function: keep it stable, and null while there is nothing to read.
 */
export function useReading(open: ((signal: AbortSignal) => AsyncIterable<WbemInstanceLine>) | null): {
  reading: Reading | null;
  reader: InstanceReader | null;
  readAgain: () => void;
} {
  const [attempt, setAttempt] = useState(0);
  const [reader, setReader] = useState<InstanceReader | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads the same list anew
  useEffect(() => {
    if (open === null) {
      setReader(null);
      return;
    }
    const begun = new InstanceReader({ open, pageSize: PAGE_SIZE });
    setReader(begun);
    void begun.read();
    return () => begun.cancel();
  }, [open, attempt]);
  const reading = useSyncExternalStore(reader?.subscribe ?? never, reader?.getReading ?? nothing, nothing);
  return { reading, reader, readAgain: () => setAttempt((count) => count + 1) };
}
