/** Certificate orders, all in parallel, from the request to the PKCS#12 file. */
import type { CertificateOrder, OrderState, OrderSummary } from "@/contracts/certificate-order";
import type { KeyAlgorithm } from "@/contracts/certificate-request";
import * as orders from "@/contracts/endpoints/certificate-orders";
import type { Profile } from "@/contracts/profile";
import type { FakeBmc } from "@/server/protocols/bmc/fake";
import type { BrowserClient } from "./browser-client";

/** As often as a list of orders on the screen asks. */
const POLL_MS = 1_000;
const LIMIT_MS = 300_000;
const password = "a password for exports";

/** Asks for the list as one browser would and wakes whoever waits for an order's step to end. */
class OrderWatch {
  readonly #client: BrowserClient;
  readonly #waiting = new Map<string, (order: OrderSummary) => void>();
  #isOver = false;

  constructor(client: BrowserClient) {
    this.#client = client;
  }

  /** Looks until `stop`. @throws ConsoleProblem */
  async run(): Promise<void> {
    while (!this.#isOver) {
      const { items } = await this.#client.call(orders.listOrders, { query: { limit: 500 } });
      for (const order of items) if (order.step === null) this.#waiting.get(order.id)?.(order);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  stop(): void {
    this.#isOver = true;
  }

  /** The order once its step has ended. @throws Error when it ends elsewhere than in that state, or not in time. */
  async ended({ id, version }: Pick<CertificateOrder, "id" | "version">, state: OrderState): Promise<OrderSummary> {
    const order = await new Promise<OrderSummary>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`Order ${id} does not get on.`)), LIMIT_MS);
      this.#waiting.set(id, (found) => {
        // The list may have been on its way when the step began.
        if (found.version < version) return;
        clearTimeout(limit);
        this.#waiting.delete(id);
        resolve(found);
      });
    });
    if (order.state !== state) throw new Error(`${order.name} is ${order.state}: ${order.problem?.message ?? ""}`);
    return order;
  }
}

export interface OrderTask {
  name: string;
  profile: Profile;
  device: FakeBmc;
  keyAlgorithm: KeyAlgorithm;
}

async function complete(client: BrowserClient, watch: OrderWatch, task: OrderTask): Promise<number> {
  const subject = { commonName: "console.example.com", organization: "Example" };
  const form = { keyAlgorithm: task.keyAlgorithm, subject, names: [] };
  const profileId = task.profile.id;
  let order: Pick<CertificateOrder, "id" | "version"> = await client.call(orders.createOrder, {
    body: { name: task.name, profileId },
  });
  const params = { orderId: order.id };
  const at = () => ({ version: order.version });
  order = await client.call(orders.generateRequest, { params, body: { ...at(), form } });
  order = await watch.ended(await client.call(orders.signOrder, { params, body: at() }), "verified");
  const vmi = { address: task.device.host, port: task.device.vmi.port };
  await watch.ended(await client.call(orders.testOrder, { params, body: { ...at(), ...vmi } }), "tested");
  const { files } = await client.call(orders.exportOrder, { params, body: { format: "pkcs12", password } });
  return files.length;
}

/**
 * Runs all orders in parallel and resolves with the milliseconds it took.
 * @throws Error when one of them does not end with a proven certificate and its file.
 */
export async function runOrders(client: BrowserClient, tasks: readonly OrderTask[]): Promise<number> {
  const watch = new OrderWatch(client);
  const began = performance.now();
  const watching = watch.run();
  try {
    const all = Promise.all(tasks.map((task) => complete(client, watch, task)));
    const counts = await Promise.race([all, watching.then((): number[] => [])]);
    if (counts.length !== tasks.length || counts.includes(0)) throw new Error("An order has no file.");
    return performance.now() - began;
  } finally {
    watch.stop();
    await watching;
  }
}
