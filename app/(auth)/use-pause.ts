"use client";

import { useEffect, useState } from "react";
import type { ProblemError } from "@/app/_client/api";

/** Seconds until the next attempt is possible, counting down; 0 when it is. */
export function usePause(error: ProblemError | null): number {
  const [endsAt, setEndsAt] = useState(0);
  const [now, setNow] = useState(0);
  const pauseSeconds = error?.problem.retryAfterSeconds ?? 0;

  useEffect(() => {
    if (error === null || pauseSeconds === 0) {
      return;
    }
    const end = Date.now() + pauseSeconds * 1000;
    setEndsAt(end);
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= end) {
        clearInterval(timer);
      }
    }, 250);
    return () => clearInterval(timer);
  }, [error, pauseSeconds]);

  return error === null || pauseSeconds === 0 ? 0 : Math.max(0, Math.ceil((endsAt - now) / 1000));
}

/** A span of seconds as people say it: "45 seconds", "14 min 3 s". */
export function describePause(seconds: number): string {
  if (seconds < 60) {
    return seconds === 1 ? "1 second" : `${seconds} seconds`;
  }
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
