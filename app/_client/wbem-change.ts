"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { WbemChangeLine, WbemOutcome } from "@/contracts/wbem/schema";
import { withoutAnswer } from "./api";

type BegunStep = Extract<WbemChangeLine, { kind: "step" }>;

interface ChangeState {
  /** `stopped`: by the reader, and the step that had begun may have been made. */
  phase: "idle" | "running" | "stopped" | "ended";
  /** The latest step that has begun. */
  begun: BegunStep | null;
  error: Error | null;
  outcome: WbemOutcome | null;
}

/** A change step by step, as the dialogs show it. */
export interface RunningChange extends ChangeState {
  stop: () => void;
}

const idle: ChangeState = { phase: "idle", begun: null, error: null, outcome: null };

/**
 * Makes the steps of a plan and tells of each as it begins. Leaving the screen stops the change at the server after the step
 * under way. `onDone` gets the outcome, also of a change in which a step has failed.
 */
export function useChange<Input>(
  begin: (input: Input, signal: AbortSignal) => AsyncIterable<WbemChangeLine>,
  options: { invalidates: readonly QueryKey[]; onDone?: (outcome: WbemOutcome) => void },
): RunningChange & { start: (input: Input) => void } {
  const client = useQueryClient();
  const [state, setState] = useState(idle);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function run(input: Input, signal: AbortSignal): Promise<void> {
    const show = (more: Partial<ChangeState>) => {
      if (!signal.aborted) setState((before) => ({ ...before, ...more }));
    };
    try {
      for await (const line of begin(input, signal)) {
        if (line.kind === "step") show({ begun: line });
        else {
          show({ phase: "ended", outcome: line.outcome });
          options.onDone?.(line.outcome);
          return;
        }
      }
      throw withoutAnswer(0, "The console has ended its answer before the change had ended.");
    } catch (error) {
      show({ phase: "idle", error: error instanceof Error ? error : new Error(String(error)) });
    } finally {
      for (const queryKey of options.invalidates) void client.invalidateQueries({ queryKey });
    }
  }

  return {
    ...state,
    start(input) {
      const abort = new AbortController();
      running.current = abort;
      setState({ ...idle, phase: "running" });
      void run(input, abort.signal);
    },
    stop() {
      setState((before) => (before.phase === "running" ? { ...before, phase: "stopped" } : before));
      running.current?.abort();
    },
  };
}
