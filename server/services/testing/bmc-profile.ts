import type { Profile } from "@/contracts/profile";
import { testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { DEFAULT_USER, type FakeBmc } from "@/server/protocols/bmc/fake";
import { testAuthority } from "@/server/protocols/bmc/testing/connection-target";
import { getRuntime } from "@/server/runtime/registry";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { createProfile } from "../profiles";
import { createBundle } from "../trust";
import { profileInput } from "./profile-input";

/** Stores a profile for a simulated BMC; its ports and its VMI's are exempt from the block of loopback. */
export async function createBmcProfile(
  principal: Principal,
  bmc: FakeBmc,
  overrides: Parameters<typeof profileInput>[0] = {},
): Promise<Profile> {
  getRuntime().services.addressPolicy = createAddressPolicy({
    exceptions: [bmc.port, bmc.vmi.port].map((port) => ({ address: "127.0.0.1", port })),
  });
  const name = overrides.name ?? "BMC 1";
  const source = { text: testAuthority.rootPem };
  const bundle = await createBundle(principal, { name: `${name} CA`, description: "", source }, testContext);
  return createProfile(
    principal,
    profileInput({
      kind: "bmc",
      name,
      host: bmc.host,
      port: bmc.port,
      userName: DEFAULT_USER.userName,
      settings: { vmiPort: bmc.vmi.port },
      tls: { trust: { mode: "bundle", bundleIds: [bundle.id] } },
      secrets: { password: DEFAULT_USER.password },
      ...overrides,
    }),
    testContext,
  );
}
