import type { Env } from "@/server/env";
import { isLoopback } from "./bind";
import type { Refusal } from "./request-guard";

/** Tells whether the value of a `Host` header names this console. */
export type HostTest = (header: string | undefined) => boolean;

const MISDIRECTED: Refusal = {
  status: 421,
  code: "invalid_request",
  detail: "This console does not answer under that host name.",
};

function hostnameOf(header: string): string | undefined {
  if (!/^[A-Za-z0-9._:[\]-]+$/.test(header)) return undefined;
  try {
    return new URL(`http://${header}`).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return undefined;
  }
}

/**
 * Which hosts requests may name: the public URL's, or only this machine where only this machine can connect; else any.
 * A page whose name was made to resolve here would otherwise be of one origin with the console (DNS rebinding).
 */
export function hostTestOf({ host, publicUrl }: Pick<Env["listen"], "host" | "publicUrl">): HostTest {
  if (publicUrl === undefined && !isLoopback(host)) return () => true;
  const ownName = publicUrl === undefined ? undefined : new URL(publicUrl).hostname.replace(/^\[|\]$/g, "");
  return (header) => {
    const name = header === undefined ? undefined : hostnameOf(header);
    return name !== undefined && (name === ownName || isLoopback(name));
  };
}

/** The refusal of a request for another host, or undefined. */
export function judgeHost(header: string | undefined, isOwnHost: HostTest): Refusal | undefined {
  return isOwnHost(header) ? undefined : MISDIRECTED;
}
