import "server-only";
import { createHmac, randomBytes, X509Certificate } from "node:crypto";
import { hostname } from "node:os";
import ipaddr from "ipaddr.js";
import type { CertificatePin } from "@/contracts/tls";
import { urlHost } from "@/contracts/url-host";
import { getDatabase } from "@/server/data/client";
import { findSetting, saveSetting } from "@/server/data/settings";
import { getEnv } from "@/server/env";
import { getLogger } from "@/server/logging/logger";
import type { InboundDoor } from "@/server/protocols/kind";
import { InboundListener } from "@/server/runtime/inbound-listener";
import { obtainSelfSignedCertificate, readListenerCertificate } from "@/server/runtime/listener-certificate";
import { getRuntime, onShutdown, SHUTDOWN_ORDER } from "@/server/runtime/registry";

interface Inbound {
  listener: InboundListener;
  /** Address as devices know it, without a slash at its end. */
  url: string;
  /** What the secret names of paths are made from. */
  secret: string;
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    inbound: Inbound;
  }
}

const SETTING = "inbound-secret";

async function pathSecret(): Promise<string> {
  const known = await findSetting(getDatabase(), SETTING);
  if (known !== null) return known;
  const secret = randomBytes(32).toString("base64url");
  await saveSetting(getDatabase(), SETTING, secret);
  return secret;
}

/** Where every address of the machine is listened on, devices know it by its name. */
function nameForDevices(host: string): string {
  if (!ipaddr.isValid(host)) return host;
  if (ipaddr.process(host).range() === "unspecified") return hostname();
  return urlHost(host);
}

/**
 * Starts the listener for what devices send by themselves, where the installation has switched it on.
 * @throws StartRefusedError where its certificate cannot be used; the error of the socket
 */
export async function startInbound(): Promise<void> {
  const { inbound, listen, dataDirectory } = getEnv();
  if (inbound === undefined || getRuntime().services.inbound !== undefined) return;
  const { key, cert } =
    listen.certificateFile !== undefined && listen.keyFile !== undefined
      ? await readListenerCertificate(listen.certificateFile, listen.keyFile)
      : await obtainSelfSignedCertificate(dataDirectory, inbound.host);
  const { host, port } = inbound;
  const listener = new InboundListener({ host, port, keyPem: key, certificatePem: cert });
  await listener.start();
  const url = (inbound.publicUrl ?? `https://${nameForDevices(host)}:${listener.port}`).replace(/\/+$/, "");
  getRuntime().services.inbound = { listener, url, secret: await pathSecret() };
  onShutdown("inbound", SHUTDOWN_ORDER.notifications, () => listener.stop());
  getLogger().info({ host, port: listener.port }, "listening for devices");
}

/** The door for one profile's device; undefined where the installation does not listen. */
export function inboundDoor(profileId: string): InboundDoor | undefined {
  const { inbound } = getRuntime().services;
  if (inbound === undefined) return undefined;
  const { listener, url, secret } = inbound;
  const name = createHmac("sha256", secret).update(profileId).digest("base64url");
  return { url: `${url}${listener.pathOf(name)}`, open: (answer) => listener.open(name, answer) };
}

/** The certificate that the console's own listener shows, for an address that leads to it directly; undefined for others. */
export function inboundPin(url: URL): CertificatePin | undefined {
  const { inbound } = getRuntime().services;
  const isOwn = inbound !== undefined && url.origin === new URL(inbound.url).origin;
  if (!isOwn || url.port !== String(inbound.listener.port)) return undefined;
  const leaf = new X509Certificate(inbound.listener.certificatePem);
  return { fingerprint256: leaf.fingerprint256, certificatePem: leaf.toString() };
}
