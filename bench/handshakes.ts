import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { getHmcObject, sendRawRequest } from "@/contracts/endpoints/devices";
import type { FakeHmc } from "@/server/protocols/hmc/fake";
import { type Benchmark, figure, judge, ratio } from "./benchmark";
import { type ConsoleUnderTest, startConsoleUnderTest } from "./console-under-test";

const BUDGET = 1;
const OPERATIONS = 100;

/** Requests by the fetch built into Node, as a client that thinks nothing of keep-alive would send them. */
async function fetchSequentially({ site, hmc, dataDirectory }: ConsoleUnderTest): Promise<number> {
  const rootFile = path.join(dataDirectory, "root.pem");
  await writeFile(rootFile, site.authority.rootPem);
  const { handshakes: before } = hmc.device.connections.https;
  const script = `for (let i = 0; i < ${OPERATIONS}; i += 1) {
    const answer = await fetch("${hmc.device.origin}/api/version");
    if (!answer.ok) throw new Error("status " + answer.status);
    await answer.text();
  }`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: rootFile },
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("The baseline of the handshakes could not be measured.");
  return hmc.device.connections.https.handshakes - before;
}

/** Handshakes that a number of operations, one after the other, cost on the device. */
async function countHandshakes(device: FakeHmc, operate: () => Promise<unknown>): Promise<number> {
  const { handshakes: before } = device.connections.https;
  const received = device.requests.total;
  for (let count = 0; count < OPERATIONS; count += 1) await operate();
  const requests = device.requests.total - received;
  if (requests < OPERATIONS) throw new Error(`Only ${requests} requests reached the device.`);
  return device.connections.https.handshakes - before;
}

/** TLS connections that sequential operations open to an HMC whose answers say `Keep-Alive: timeout=1`. */
export const handshakes: Benchmark = {
  id: "handshakes",
  title: "TLS handshakes",
  async run({ buildDirectory }) {
    const console = await startConsoleUnderTest({ buildDirectory });
    try {
      const { client, profile, hmc } = console;
      const { device } = hmc;
      const [partition] = device.inventory.list("partition");
      if (partition === undefined) throw new Error("The simulated HMC has no partition.");
      // The console looks by itself whether a new profile can be reached; that is over when its connection is.
      await device.until(() => device.requests.total > 0 && device.connections.https.open === 0);
      const params = { profileId: profile.id };
      const raw = await countHandshakes(device, () =>
        client.call(sendRawRequest, { params, body: { method: "GET", uri: partition.uri } }),
      );
      const read = await countHandshakes(device, () =>
        client.call(getHmcObject, { params, query: { uri: partition.uri } }),
      );
      const baseline = await fetchSequentially(console);
      return [
        {
          name: `Handshakes of ${OPERATIONS} sequential requests and the logon (baseline: Node's fetch, no logon)`,
          baseline: figure(baseline, ""),
          ours: figure(raw, ""),
          comparison: ratio(raw, baseline),
          budget: String(BUDGET),
          verdict: judge(raw, BUDGET),
        },
        {
          name: `More of them for ${OPERATIONS} objects after that, the first of which also lists all in parallel`,
          baseline: "",
          ours: figure(read, ""),
          comparison: "",
          budget: "",
          verdict: "",
        },
      ];
    } finally {
      await console.close();
    }
  },
};
