/** `host:port` with IPv6 literals in brackets. */
export function showAddress({ host, port }: { host: string; port: number }): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
