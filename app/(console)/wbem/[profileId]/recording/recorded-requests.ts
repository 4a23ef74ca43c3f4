import type { Tone } from "@/app/_components/feedback/tone";
import type { WbemRecordedRow, WbemRecording } from "@/contracts/wbem/recording";

/** A recorded request by the number it keeps, also when older ones have to go. */
export interface RecordedRequest extends WbemRecordedRow {
  /** From 1, since the recording began or was cleared. */
  number: number;
}

/** Numbers what is listed: the list is by position, which changes when the oldest requests go. */
export function numberRequests({ items, dropped }: Pick<WbemRecording, "items" | "dropped">): RecordedRequest[] {
  return items.map((row) => ({ ...row, number: dropped + row.index + 1 }));
}

/** How a request ended. */
export function outcomeOf({ status, failure, isError }: WbemRecordedRow): { text: string; tone: Tone } {
  const http = status === null ? "" : `HTTP ${status}`;
  if (failure !== null) return { text: http === "" ? "No answer" : `${http}, failed`, tone: "fail" };
  if (isError) return { text: `${http}, refused`, tone: "warn" };
  return { text: http, tone: "ok" };
}
