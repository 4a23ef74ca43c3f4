/** Run as a process of its own by a test: connects under the environment it was started with and prints the verdicts. */
import { tlsPolicySchema } from "@/contracts/tls";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { connectVerified } from "../tls";
import { createTlsContext } from "../tls-context";

const unrelated = createTestAuthority();
const port = Number(process.argv[2]);

for (const [mode, bundleIds, anchors] of [
  ["bundle", ["test"], [unrelated.rootPem]],
  ["system", [], []],
] as const) {
  const policy = tlsPolicySchema.parse({ trust: { mode, bundleIds } });
  const context = await createTlsContext({ policy, anchors: [...anchors], clientIdentity: null });
  const outcome = await connectVerified(
    {
      host: "hmc.example.com",
      port,
      addressPolicy: { judge: () => ({ allowed: true }) },
      resolve: async () => ["127.0.0.1"],
    },
    context,
  ).then(
    ({ socket }) => {
      socket.destroy();
      return "connected";
    },
    (error: { class?: string }) => error.class ?? String(error),
  );
  process.stdout.write(`${mode} ${outcome}\n`);
}
