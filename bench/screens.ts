import type { Page } from "@playwright/test";
import { chromium } from "@playwright/test";
import type { KindId } from "@/contracts/kind-ids";
import { ensureBrowser } from "@/scripts/browser.mjs";
import { MAIN_NAMESPACE } from "@/server/protocols/wbem/fake";
import type { ConsoleUnderTest } from "./console-under-test";

export interface Screen {
  name: string;
  path: string;
  /** Opened without a sign-in. */
  isOpen?: boolean;
}

/** A page of the application that has nothing of its own on it. */
export const emptyScreen: Screen = { name: "Not found", path: "/there-is-no-such-page" };

const bmcParts = ["log", "sensors", "inventory", "firmware", "tasks", "sessions", "certificates", "network", "raw"];
const wbemParts = ["query", "profiles", "indications", "recording", "statistics", "raw"];

/** The screens of one BMC. */
function bmcScreens(profileId: string): Screen[] {
  const parts = bmcParts.map((part) => ({ name: `BMC: ${part}`, path: `/bmc/${profileId}/${part}` }));
  return [{ name: "BMC: overview", path: `/bmc/${profileId}` }, ...parts];
}

/** The screens of one WBEM server, with a class and an instance of the simulated one. */
function wbemScreens(profileId: string): Screen[] {
  const key = (name: string, value: string) => ({ name, type: "string", value });
  const className = "SBX_StorageSystem";
  const keys = [key("CreationClassName", className), key("Name", "ARRAY1")];
  const path = JSON.stringify({ className, namespace: MAIN_NAMESPACE, keys });
  const at = (part: string, query: Record<string, string>) =>
    `/wbem/${profileId}/${part}?${new URLSearchParams({ namespace: MAIN_NAMESPACE, ...query })}`;
  return [
    { name: "WBEM: server", path: `/wbem/${profileId}` },
    { name: "WBEM: class", path: at("classes", { class: className }) },
    { name: "WBEM: instances", path: at("instances", { class: className }) },
    { name: "WBEM: instance", path: at("instance", { path }) },
    { name: "WBEM: graph of an instance", path: at("instance", { path, tab: "graph" }) },
    { name: "WBEM: new instance", path: at("create", { class: className }) },
    ...wbemParts.map((part) => ({ name: `WBEM: ${part}`, path: at(part, {}) })),
  ];
}

/** Every screen, with the ids of a running console; those of one device where there is a profile of its kind. */
export function screensOf({ profile, profiles, hmc, bundleId, teamId }: ConsoleUnderTest): readonly Screen[] {
  const ofKind = (kind: KindId, screens: (profileId: string) => Screen[]) =>
    profiles
      .filter((one) => one.kind === kind)
      .slice(0, 1)
      .flatMap(({ id }) => screens(id));
  const [partition] = hmc.device.inventory.list("partition");
  const uri = encodeURIComponent(partition?.uri ?? "/api/console");
  return [
    { name: "Sign-in", path: "/sign-in", isOpen: true },
    { name: "Overview", path: "/overview" },
    { name: "Profiles", path: "/profiles" },
    { name: "New profile", path: "/profiles/new/hmc" },
    { name: "Import profiles", path: "/profiles/import" },
    { name: "Profile", path: `/profiles/${profile.id}` },
    { name: "Profile: connection", path: `/profiles/${profile.id}/connection` },
    { name: "Profile: test", path: `/profiles/${profile.id}/test` },
    { name: "Profile: access", path: `/profiles/${profile.id}/access` },
    { name: "Profile: history", path: `/profiles/${profile.id}/history` },
    { name: "HMCs", path: "/hmc" },
    { name: "HMC: systems", path: `/hmc/${profile.id}` },
    { name: "HMC: object", path: `/hmc/${profile.id}/object?uri=${uri}` },
    { name: "HMC: raw request", path: `/hmc/${profile.id}/raw` },
    { name: "BMCs", path: "/bmc" },
    ...ofKind("bmc", bmcScreens),
    { name: "WBEM servers", path: "/wbem" },
    ...ofKind("wbem", wbemScreens),
    { name: "Notifications", path: "/notifications" },
    { name: "Operations", path: "/runs" },
    { name: "CA bundles", path: "/certificates/bundles" },
    { name: "New CA bundle", path: "/certificates/bundles/new" },
    { name: "CA bundle", path: `/certificates/bundles/${bundleId}` },
    { name: "Client identities", path: "/certificates/identities" },
    { name: "New client identity", path: "/certificates/identities/new" },
    { name: "Certificate orders", path: "/certificates/orders" },
    { name: "New certificate order", path: "/certificates/orders/new" },
    { name: "Request templates", path: "/certificates/orders/templates" },
    { name: "Audit", path: "/audit" },
    { name: "Users", path: "/admin/users" },
    { name: "Teams", path: "/admin/teams" },
    { name: "Team", path: `/admin/teams/${teamId}` },
    { name: "Permissions", path: "/admin/permissions" },
    { name: "Account", path: "/account" },
  ];
}

/** Runs the work with a browser; each page it asks for has an empty cache and is signed in unless told otherwise. */
export async function withBrowser<T>(
  console: ConsoleUnderTest,
  work: (newPage: (screen: Screen) => Promise<Page>) => Promise<T>,
): Promise<T> {
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  try {
    return await work(async ({ isOpen }) => {
      const context = await browser.newContext({ viewport: { width: 1366, height: 900 } });
      if (isOpen !== true) {
        await context.addCookies(
          [...console.client.cookies].map(([name, value]) => ({ name, value, url: console.url })),
        );
      }
      return context.newPage();
    });
  } finally {
    await browser.close();
  }
}
