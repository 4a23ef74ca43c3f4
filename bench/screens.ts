import type { Page } from "@playwright/test";
import { chromium } from "@playwright/test";
import { ensureBrowser } from "@/scripts/browser.mjs";
import type { ConsoleUnderTest } from "./console-under-test";

export interface Screen {
  name: string;
  path: string;
  /** Opened without a sign-in. */
  isOpen?: boolean;
}

/** A page of the application that has nothing of its own on it. */
export const emptyScreen: Screen = { name: "Not found", path: "/there-is-no-such-page" };

/** Every screen, with the ids of a running console. */
export function screensOf({ profile, hmc, bundleId, teamId }: ConsoleUnderTest): readonly Screen[] {
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
    { name: "WBEM servers", path: "/wbem" },
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
