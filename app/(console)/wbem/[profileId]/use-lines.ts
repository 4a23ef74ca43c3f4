"use client";

import { useEffect, useState } from "react";

/** What has come of a stream of lines so far. */
export interface ReadLines<Line> {
  lines: readonly Line[];
  isReading: boolean;
  error: Error | null;
}

const nothing = { lines: [], isReading: false, error: null } as const;

/**
 * Reads lines while the screen is there; leaving it ends the reading at the server. `open` begins a reading whenever it is
 * another function: keep it stable, and null while there is nothing to read.
 */
export function useLines<Line>(open: ((signal: AbortSignal) => AsyncIterable<Line>) | null): ReadLines<Line> {
  const [state, setState] = useState<ReadLines<Line>>(nothing);
  useEffect(() => {
    if (open === null) {
      setState(nothing);
      return;
    }
    const abort = new AbortController();
    const lines: Line[] = [];
    const show = (more: Partial<ReadLines<Line>> = {}) => {
      if (!abort.signal.aborted) setState({ lines: [...lines], isReading: true, error: null, ...more });
    };
    const read = async () => {
      show();
      try {
        for await (const line of open(abort.signal)) {
          lines.push(line);
          show();
        }
        show({ isReading: false });
      } catch (error) {
        show({ isReading: false, error: error instanceof Error ? error : new Error(String(error)) });
      }
    };
    void read();
    return () => abort.abort();
  }, [open]);
  return state;
}
