import type { Profile, ReplaceProfileInput } from "@/contracts/profile";

/** The stored profile as the input of a replacement, with some of it changed. */
export function replacementOf(profile: Profile, change: Partial<ReplaceProfileInput>): ReplaceProfileInput {
  const { name, description, group, tags, host, port, alternates, userName, settings, tls, keepListening, revision } =
    profile;
  return {
    ...{ name, description, group, tags, host, port, alternates, userName, settings, tls, keepListening, revision },
    secrets: {},
    ...change,
  };
}
