/** The one slow computation of PKCS#12 that OpenSSL does not do for us: hashing a hash many times. */
import { hash as digestOnce } from "node:crypto";
import { Worker } from "node:worker_threads";
import { createGate } from "./gate";

/** So many take as long as starting a thread. */
const WORTH_A_THREAD = 4_000;
/** A file can ask for seconds of work; it leaves a processor to others. */
const gate = createGate(2);

/** Plain CommonJS, so that it runs from whatever file the build puts this module into. */
const program = `
const { hash } = require("node:crypto");
const { parentPort, workerData } = require("node:worker_threads");
let digest = Buffer.from(workerData.digest);
for (let round = 0; round < workerData.rounds; round += 1) digest = hash(workerData.name, digest, "buffer");
parentPort.postMessage(digest);
`;

/**
 * Hashes a digest again so many times: many of them in a thread of their own, which holds up neither the event loop nor
 * the thread pool of Node.js. @throws Error where no thread can be had
 */
export async function repeatHash(name: string, digest: Buffer, rounds: number): Promise<Buffer> {
  if (rounds < WORTH_A_THREAD) {
    let last = digest;
    for (let round = 0; round < rounds; round += 1) last = digestOnce(name, last, "buffer");
    return last;
  }
  return gate(() => repeatInThread(name, digest, rounds));
}

function repeatInThread(name: string, digest: Buffer, rounds: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { eval: true, workerData: { name, digest, rounds } });
    worker.once("message", (result: Uint8Array) => resolve(Buffer.from(result)));
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`The thread ended with code ${code}.`)));
  });
}
