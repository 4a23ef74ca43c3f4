import type { KindDescription } from "@/contracts/kind";
import { type Profile, profileSchema } from "@/contracts/profile";

/** A small kind with every type of setting. */
export const testKind: KindDescription = {
  id: "hmc",
  label: "HMC",
  description: "Hardware Management Console",
  defaultPort: 6794,
  settings: [
    {
      name: "stompPort",
      label: "STOMP port",
      group: "Notifications",
      type: "number",
      defaultValue: 61612,
      isRequired: true,
    },
    { name: "idleMinutes", label: "Idle minutes", group: "Session", type: "number", isRequired: false },
    { name: "isShared", label: "Shared session", group: "Session", type: "boolean", isRequired: false },
    { name: "topics", label: "Topics", group: "Notifications", type: "list", isRequired: false },
    {
      name: "login",
      label: "Login",
      group: "Notifications",
      type: "select",
      options: [
        { value: "session", label: "Session id" },
        { value: "user", label: "User id" },
      ],
      defaultValue: "session",
      isRequired: true,
    },
  ],
  secretSlots: [
    { slot: "password", label: "Password", isRequired: true },
    { slot: "totp", label: "TOTP secret", isRequired: false },
  ],
  operations: [],
  capabilities: ["notifications"],
};

/** A stored profile with a password, changed by `change`. */
export function testProfile(change: Record<string, unknown> = {}): Profile {
  return profileSchema.parse({
    id: "p1",
    teamId: "t1",
    kind: "hmc",
    name: "HMC one",
    description: "",
    group: "Lab",
    tags: ["z16"],
    host: "hmc1.example.com",
    port: 6794,
    alternates: [],
    userName: "operator",
    settings: { stompPort: 61612, login: "session" },
    tls: { trust: { mode: "bundle", bundleIds: ["b1"] } },
    secrets: [
      {
        slot: "password",
        label: "Password",
        isRequired: true,
        isSet: true,
        updatedAt: "2026-03-01T10:00:00Z",
        updatedBy: "Ada",
      },
      { slot: "totp", label: "TOTP secret", isRequired: false, isSet: false, updatedAt: null, updatedBy: null },
    ],
    keepListening: false,
    revision: 3,
    createdAt: "2026-03-01T10:00:00Z",
    updatedAt: "2026-03-01T10:00:00Z",
    updatedBy: "Ada",
    exposure: "encrypted",
    reachability: {
      state: "unknown",
      since: null,
      checkedAt: null,
      latencyMs: null,
      address: null,
      errorClass: null,
      message: null,
    },
    listener: { state: "off", since: null, detail: null },
    permissions: ["view", "operate", "manage"],
    ...change,
  });
}
