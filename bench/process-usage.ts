import { readFileSync } from "node:fs";

/** Clock ticks in which Linux tells the CPU time of processes. */
const TICKS_PER_SECOND = 100;

/**
 * CPU time a process has used so far in milliseconds, of all its threads, those that have ended included; exact to 10 ms.
 * Reads Linux' /proc.
 */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name of the program, which may hold anything, stands in brackets before what is counted here.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])];
  return ((userTicks + systemTicks) * 1e3) / TICKS_PER_SECOND;
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
