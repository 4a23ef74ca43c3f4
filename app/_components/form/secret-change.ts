/** What a save does to one stored secret. */
export type SecretChange = { action: "keep" } | { action: "replace"; value: string } | { action: "clear" };

export const keepSecret: SecretChange = { action: "keep" };

/** What may be known of a stored secret: whether there is one, since when, by whom. */
export interface SecretState {
  isConfigured: boolean;
  updatedAt: string | null;
  updatedBy: string | null;
}
