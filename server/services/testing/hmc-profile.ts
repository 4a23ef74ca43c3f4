import type { Profile } from "@/contracts/profile";
import { testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { DEFAULT_USER, type FakeHmc } from "@/server/protocols/hmc/fake";
import { testAuthority } from "@/server/protocols/hmc/fake/test-hmc";
import { getRuntime } from "@/server/runtime/registry";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { createProfile } from "../profiles";
import { createBundle } from "../trust";
import { profileInput } from "./profile-input";

/** Stores a profile for a simulated HMC whose ports are exempt from the block of loopback. */
export async function createHmcProfile(
  principal: Principal,
  hmc: FakeHmc,
  overrides: Parameters<typeof profileInput>[0] = {},
): Promise<Profile> {
  const ports = [hmc.httpsPort, hmc.stompPort].filter((port) => port > 0);
  getRuntime().services.addressPolicy = createAddressPolicy({
    exceptions: ports.map((port) => ({ address: "127.0.0.1", port })),
  });
  const name = overrides.name ?? "HMC 1";
  const source = { text: testAuthority.rootPem };
  const bundle = await createBundle(principal, { name: `${name} CA`, description: "", source }, testContext);
  return createProfile(
    principal,
    profileInput({
      name,
      host: hmc.host,
      port: hmc.httpsPort,
      userName: DEFAULT_USER.userid,
      settings: { stompPort: hmc.stompPort > 0 ? hmc.stompPort : 1 },
      tls: { trust: { mode: "bundle", bundleIds: [bundle.id] } },
      secrets: { password: DEFAULT_USER.password },
      ...overrides,
    }),
    testContext,
  );
}
