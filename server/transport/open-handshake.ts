/** Handshakes that trust nobody and send nothing: for showing what a server offers, never for using it. */
import type { X509Certificate } from "node:crypto";
import tls from "node:tls";
import type { TlsVersion } from "@/contracts/tls-versions";
import { connectRoute } from "./dial";
import { TransportError, toTransportError, transportError } from "./errors";
import type { ObservationTarget } from "./handshake-observation";
import { readPresented } from "./tls";

const objectionMs = 400;
const bannerMs = 500;

export interface OpenHandshake {
  certificates: X509Certificate[];
  protocol: string;
  cipher: string;
  keyExchange: string;
  /** What the server had against a client without certificate, told after the handshake (TLS 1.3). */
  objection: Error | null;
}

export interface VersionRange {
  minVersion: TlsVersion;
  maxVersion: TlsVersion;
}

/** Shakes hands in the given range of versions. Throws {@link TransportError} with the class of what went wrong. */
export async function openHandshake(target: ObservationTarget, range: VersionRange): Promise<OpenHandshake> {
  const raw = await connectRoute(target, target.timeouts.connectMs, target.signal);
  const facts = { phase: "handshake", host: target.host.name, address: target.address, port: target.port } as const;
  const socket = tls.connect({
    socket: raw,
    servername: target.servername,
    ...range,
    ciphers: `${tls.DEFAULT_CIPHERS}:@SECLEVEL=0`,
    ca: [],
    rejectUnauthorized: false,
  });
  try {
    return await new Promise<OpenHandshake>((resolve, reject) => {
      let result: OpenHandshake | null = null;
      let objection: Error | null = null;
      const finish = () =>
        result === null ? reject(transportError("reset", facts, objection)) : resolve({ ...result, objection });
      const timer = setTimeout(
        () => reject(transportError("handshake-timeout", { ...facts, timeoutMs: target.timeouts.handshakeMs })),
        target.timeouts.handshakeMs,
      );
      let settled: NodeJS.Timeout | undefined;
      socket.on("secureConnect", () => {
        clearTimeout(timer);
        result = readHandshake(socket);
        settled = setTimeout(finish, objectionMs);
      });
      socket.on("error", (error) => {
        objection = error;
        if (result === null) reject(toTransportError(error, facts));
      });
      socket.on("close", () => {
        clearTimeout(timer);
        clearTimeout(settled);
        finish();
      });
      socket.resume();
    });
  } finally {
    socket.destroy();
    raw.destroy();
  }
}

/** Which of the four versions a server speaks, each tried alone. */
export async function findSupportedVersions(target: ObservationTarget): Promise<TlsVersion[]> {
  const supported: TlsVersion[] = [];
  for (const version of ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const) {
    try {
      await openHandshake(target, { minVersion: version, maxVersion: version });
      supported.push(version);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
    }
  }
  return supported;
}

/**
 * First line that a port without TLS answers, without control characters and never more than its first 80 characters
 * (SEC-D8); null when it stays silent.
 */
export async function readPlainBanner(target: ObservationTarget): Promise<string | null> {
  const socket = await connectRoute(target, target.timeouts.connectMs, target.signal);
  return new Promise((resolve) => {
    let text = "";
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      const line =
        text
          .split(/[\r\n\0]/)[0]
          ?.replace(/[^\x20-\x7e]/g, "")
          .slice(0, 80) ?? "";
      resolve(line === "" ? null : line);
    };
    let timer = setTimeout(() => {
      socket.write("HEAD / HTTP/1.0\r\n\r\n");
      timer = setTimeout(finish, bannerMs * 2);
    }, bannerMs);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (/[\r\n\0]/.test(text) || text.length > 200) finish();
    });
    socket.on("error", finish);
    socket.on("close", finish);
  });
}

function readHandshake(socket: tls.TLSSocket): OpenHandshake {
  const key = socket.getEphemeralKeyInfo();
  const exchange =
    key !== null && "type" in key ? [key.type, "name" in key ? key.name : "", `${key.size} bits`] : ["RSA"];
  return {
    certificates: readPresented(socket),
    protocol: socket.getProtocol() ?? "unknown",
    cipher: socket.getCipher().name,
    keyExchange: exchange.filter(Boolean).join(" "),
    objection: null,
  };
}
