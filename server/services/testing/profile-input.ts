import type { z } from "zod";
import {
  type CreateProfileInput,
  createProfileInput,
  type Profile,
  type ReplaceProfileInput,
  replaceProfileInput,
} from "@/contracts/profile";

/** A profile as a form would send it; `tls` and the rest as the contract takes them. */
export function profileInput(overrides: Partial<z.input<typeof createProfileInput>> = {}): CreateProfileInput {
  return createProfileInput.parse({
    kind: "hmc",
    name: "HMC 1",
    host: "hmc1.example.test",
    port: 6794,
    userName: "apiuser",
    tls: {},
    secrets: { password: "correct horse battery" },
    ...overrides,
  });
}

/** What an editor sends who began with `profile` and changes some of it. */
export function editOf(
  profile: Profile,
  changes: Partial<z.input<typeof replaceProfileInput>> = {},
): ReplaceProfileInput {
  const { name, description, group, tags, host, port, alternates, userName, settings, tls, keepListening, revision } =
    profile;
  return replaceProfileInput.parse({
    name,
    description,
    group,
    tags,
    host,
    port,
    alternates,
    userName,
    settings,
    tls,
    keepListening,
    revision,
    ...changes,
  });
}
