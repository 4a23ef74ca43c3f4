import { addMember, getSignedIn } from "@/contracts/endpoints/people";
import { createProfile } from "@/contracts/endpoints/profiles";
import { createBundle } from "@/contracts/endpoints/trust";
import type { TeamRole } from "@/contracts/permissions";
import type { Profile } from "@/contracts/profile";
import type { ConsoleClient } from "./console-client";
import type { SimulatedBmc } from "./simulated-bmcs";
import type { SimulatedHmc, SimulatedSite } from "./simulated-hmcs";
import type { SimulatedWbem } from "./simulated-wbem";

export interface Person {
  name: string;
  email: string;
  password: string;
  role: TeamRole;
}

export interface Seed {
  teamName: string;
  /** The first one must be an administrator: it is who completes the first run. */
  people: readonly [Person, ...Person[]];
  /** Text shown with each profile, by name of the simulated device. */
  descriptions?: Readonly<Record<string, string>>;
  tags?: Readonly<Record<string, string[]>>;
  keepListening?: boolean;
  /** The console listens for what devices send by themselves. */
  hasInbound?: boolean;
}

export interface Seeded {
  teamId: string;
  bundleId: string;
  profiles: Profile[];
}

/** What a profile for a simulated HMC says. */
export function profileInputFor(hmc: SimulatedHmc, bundleId: string) {
  return {
    kind: "hmc" as const,
    name: hmc.name,
    host: "127.0.0.1",
    port: hmc.device.httpsPort,
    userName: hmc.userName,
    settings: { stompPort: hmc.device.stompPort },
    tls: { trust: { mode: "bundle" as const, bundleIds: [bundleId] } },
    secrets: { password: hmc.password },
  };
}

/** What a profile for a simulated BMC says. */
export function bmcProfileInputFor(bmc: SimulatedBmc, bundleId: string) {
  const trust =
    bmc.pin === null ? { mode: "bundle" as const, bundleIds: [bundleId] } : { mode: "pinned" as const, pin: bmc.pin };
  return {
    kind: "bmc" as const,
    name: bmc.name,
    host: bmc.device.host,
    port: bmc.device.port,
    userName: bmc.userName,
    settings: { vmiPort: bmc.device.vmi.port },
    tls: { trust },
    secrets: { password: bmc.password },
  };
}

/** What a profile for a simulated WBEM server says. */
export function wbemProfileInputFor(wbem: SimulatedWbem, bundleId: string) {
  return {
    kind: "wbem" as const,
    name: wbem.name,
    host: wbem.device.host,
    port: wbem.device.httpsPort,
    userName: wbem.userName,
    settings: { authentication: wbem.authentication },
    tls: { trust: { mode: "bundle" as const, bundleIds: [bundleId] } },
    secrets: { password: wbem.password },
  };
}

/**
 * Fills an empty console through its own API: first administrator and team, further people, the CA bundle of the
 * simulated devices and one profile for each. The client is signed in as the first person afterwards.
 */
export async function seedConsole(
  client: ConsoleClient,
  firstRunToken: string,
  site: SimulatedSite,
  seed: Seed,
): Promise<Seeded> {
  const [first, ...others] = seed.people;
  const { name, email, password } = first;
  await client.completeFirstRun({ token: firstRunToken, teamName: seed.teamName, name, email, password });
  const { activeTeamId, memberships } = await client.call(getSignedIn, {});
  const teamId = activeTeamId ?? memberships[0]?.teamId;
  if (teamId === undefined) throw new Error("The first administrator has no team.");
  for (const person of others) await client.call(addMember, { params: { teamId }, body: person });

  const bundle = await client.call(createBundle, {
    body: {
      name: "Simulated site",
      description: "Root of the simulated devices' certificates.",
      source: { text: site.authority.rootPem },
    },
  });
  const profiles: Profile[] = [];
  const inputs = [
    ...site.hmcs.map((hmc) => profileInputFor(hmc, bundle.id)),
    ...site.bmcs.map((bmc) => bmcProfileInputFor(bmc, bundle.id)),
    ...site.wbemServers.map((wbem) => wbemProfileInputFor(wbem, bundle.id)),
  ];
  for (const input of inputs) {
    const body = {
      ...input,
      description: seed.descriptions?.[input.name] ?? "",
      tags: seed.tags?.[input.name] ?? [],
      // Indications need the console's own listener, which is off unless it is asked for.
      keepListening: (seed.keepListening ?? false) && (input.kind !== "wbem" || seed.hasInbound === true),
    };
    profiles.push(await client.call(createProfile, { body }));
  }
  return { teamId, bundleId: bundle.id, profiles };
}
