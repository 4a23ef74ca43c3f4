import { readdirSync, readFileSync } from "node:fs";

/** CPU time a process has used so far, of all its threads, in milliseconds. Reads Linux' /proc. */
export function cpuMsOf(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  }
  return nanoseconds / 1e6;
}

/** Memory of a process that is in RAM now, in MiB. Reads Linux' /proc. */
export function residentMibOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`Process ${pid} tells no resident size.`);
  return Number(kibibytes) / 1024;
}

/** Looks at a process' memory twice a second; `stop` resolves with the highest figure seen, in MiB. */
export function watchMemory(pid: number): { stop: () => number } {
  let peak = residentMibOf(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMibOf(pid));
  }, 500);
  return {
    stop: () => {
      clearInterval(timer);
      return Math.max(peak, residentMibOf(pid));
    },
  };
}
