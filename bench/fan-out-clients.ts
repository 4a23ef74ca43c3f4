/** A process of many browsers' event streams, told by its parent what to open and when to count. */
import { type Arrival, type ClientsRequest, type ClientsResult, MARK, nowUs } from "./fan-out-messages";
import { openStream, type SseClient } from "./sse-client";
import { percentile } from "./statistics";

/** Streams being opened at a time. */
const PARALLEL = 25;

const streams: SseClient[] = [];
const arrivals: Arrival[][] = [];
let ended = 0;

function send(message: object): void {
  process.send?.(message);
}

async function open(url: string, cookies: readonly string[]): Promise<void> {
  const queue = cookies.entries();
  const work = async () => {
    for (const [index, cookie] of queue) {
      const own: Arrival[] = [];
      arrivals[index] = own;
      const onEvent = (text: string) => {
        const mark = MARK.exec(text);
        if (mark === null) return;
        own.push({ number: Number(mark[1]), latencyMs: (nowUs() - Number(mark[2])) / 1_000 });
      };
      streams.push(
        await openStream(url, cookie, onEvent, () => {
          ended += 1;
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}

function count(first: number, last: number): ClientsResult {
  let lost = 0;
  let duplicates = 0;
  let misplaced = 0;
  const latencies: number[] = [];
  for (const own of arrivals) {
    const counted = own.filter(({ number }) => number >= first && number <= last);
    const distinct = new Set(counted.map(({ number }) => number));
    lost += last - first + 1 - distinct.size;
    duplicates += counted.length - distinct.size;
    misplaced += counted.filter(({ number }, index) => number < (counted[index - 1]?.number ?? number)).length;
    for (const { latencyMs } of counted) latencies.push(latencyMs);
  }
  if (latencies.length === 0) return { lost, duplicates, misplaced, ended, medianMs: 0, p99Ms: 0 };
  return {
    lost,
    duplicates,
    misplaced,
    ended,
    medianMs: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

/** Whether every stream has got the mark. */
function haveAll(number: number): boolean {
  return arrivals.every((own) => own.at(-1)?.number === number);
}

process.on("message", (message: ClientsRequest) => {
  switch (message.type) {
    case "open":
      void open(message.url, message.cookies).then(
        () => send({ type: "opened" }),
        (error: unknown) => send({ type: "failed", reason: String(error) }),
      );
      return;
    case "have-all":
      send({ type: "have-all", is: haveAll(message.number) });
      return;
    case "count":
      send({ type: "counted", result: count(message.first, message.last) });
      for (const stream of streams) stream.close();
      process.disconnect();
  }
});
