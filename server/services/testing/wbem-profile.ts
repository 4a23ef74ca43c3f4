import type { Profile } from "@/contracts/profile";
import { testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { DEFAULT_WBEM_USER, type FakeWbem } from "@/server/protocols/wbem/fake";
import { testAuthority } from "@/server/protocols/wbem/testing/scripted-server";
import { getRuntime } from "@/server/runtime/registry";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { createProfile } from "../profiles";
import { createBundle } from "../trust";
import { profileInput } from "./profile-input";

/** Stores a profile for a simulated WBEM server, over HTTPS unless told otherwise; its ports may be dialled on loopback. */
export async function createWbemProfile(
  principal: Principal,
  wbem: FakeWbem,
  overrides: Parameters<typeof profileInput>[0] = {},
): Promise<Profile> {
  getRuntime().services.addressPolicy = createAddressPolicy({
    exceptions: [wbem.httpsPort, wbem.httpPort].map((port) => ({ address: "127.0.0.1", port })),
  });
  const name = overrides.name ?? "WBEM 1";
  const source = { text: testAuthority.rootPem };
  const bundle = await createBundle(principal, { name: `${name} CA`, description: "", source }, testContext);
  return createProfile(
    principal,
    profileInput({
      kind: "wbem",
      name,
      host: wbem.host,
      port: overrides.settings?.scheme === "http" ? wbem.httpPort : wbem.httpsPort,
      userName: DEFAULT_WBEM_USER.userName,
      settings: {},
      tls: { trust: { mode: "bundle", bundleIds: [bundle.id] } },
      secrets: { password: DEFAULT_WBEM_USER.password },
      ...overrides,
    }),
    testContext,
  );
}
