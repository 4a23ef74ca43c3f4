function withQuery(path: string, query: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== "") search.set(name, value);
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

const id = encodeURIComponent;

/** Every link of the console comes from here. */
export const paths = {
  overview: () => "/overview",
  profiles: (query: { q?: string } = {}) => withQuery("/profiles", query),
  newProfile: (kind: string) => `/profiles/new/${id(kind)}`,
  importProfiles: () => "/profiles/import",
  profile: (profileId: string) => `/profiles/${id(profileId)}`,
  profileConnection: (profileId: string, query: { field?: string } = {}) =>
    withQuery(`/profiles/${id(profileId)}/connection`, query),
  profileTest: (profileId: string, query: { run?: "1" } = {}) => withQuery(`/profiles/${id(profileId)}/test`, query),
  profileAccess: (profileId: string) => `/profiles/${id(profileId)}/access`,
  profileHistory: (profileId: string) => `/profiles/${id(profileId)}/history`,
  hmc: () => "/hmc",
  hmcSystems: (profileId: string) => `/hmc/${id(profileId)}`,
  hmcObject: (profileId: string, uri: string) => withQuery(`/hmc/${id(profileId)}/object`, { uri }),
  hmcRaw: (profileId: string, query: { uri?: string } = {}) => withQuery(`/hmc/${id(profileId)}/raw`, query),
  notifications: (query: { profileId?: string; type?: string; objectUri?: string; text?: string } = {}) =>
    withQuery("/notifications", query),
  runs: (query: { profileId?: string; state?: string } = {}) => withQuery("/runs", query),
  run: (runId: string) => `/runs/${id(runId)}`,
  bundles: () => "/certificates/bundles",
  newBundle: () => "/certificates/bundles/new",
  bundle: (bundleId: string) => `/certificates/bundles/${id(bundleId)}`,
  identities: () => "/certificates/identities",
  newIdentity: () => "/certificates/identities/new",
  identity: (identityId: string) => `/certificates/identities/${id(identityId)}`,
  orders: (query: { q?: string } = {}) => withQuery("/certificates/orders", query),
  newOrder: (query: { profileId?: string } = {}) => withQuery("/certificates/orders/new", query),
  order: (orderId: string) => `/certificates/orders/${id(orderId)}`,
  requestTemplates: () => "/certificates/orders/templates",
  audit: (query: { text?: string } = {}) => withQuery("/audit", query),
  users: () => "/admin/users",
  teams: () => "/admin/teams",
  team: (teamId: string) => `/admin/teams/${id(teamId)}`,
  permissions: () => "/admin/permissions",
  account: () => "/account",
  signIn: (query: { next?: string } = {}) => withQuery("/sign-in", query),
} as const;
