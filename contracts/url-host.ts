/** A host as it stands in a URL: IPv6 literals in brackets (RFC 3986, section 3.2.2). */
export function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** `host:port`, with IPv6 literals in brackets. */
export function hostAndPort({ host, port }: { host: string; port: number }): string {
  return `${urlHost(host)}:${port}`;
}
