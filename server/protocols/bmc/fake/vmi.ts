/** The VMI: a TLS server that accepts only clients with a certificate of its own CA (BMC reference, sections 1 and 13.5). */
import { createServer, type Server, type TLSSocket } from "node:tls";
import { buildFakeCertificate, generateFakeKey } from "@/server/pki/fake/certificate-builder";
import type { VmiAuthority } from "@/server/pki/fake/vmi-authority";
import { Listener } from "../../hmc/fake/listener";

export interface VmiOptions {
  host: string;
  /** Sent as soon as a client has been accepted; empty sends nothing. */
  greeting?: string;
  /** Names in its certificate; default its address. */
  names?: string[];
  maxVersion?: "TLSv1.2" | "TLSv1.3";
}

export class FakeVmi {
  readonly #listener: Listener<Server>;
  readonly #options: VmiOptions;
  /** Common names of clients that were accepted. */
  readonly accepted: string[] = [];

  constructor(authority: VmiAuthority, options: VmiOptions) {
    this.#options = options;
    const server = createServer(
      { ...this.#context(authority), requestCert: true, rejectUnauthorized: true, maxVersion: options.maxVersion },
      (socket) => this.#greet(socket),
    );
    this.#listener = new Listener(server, () => undefined);
  }

  get port(): number {
    return this.#listener.port;
  }

  /** Codes of handshakes that failed. */
  get refusals(): readonly string[] {
    return this.#listener.tlsFailures;
  }

  async listen(): Promise<void> {
    await this.#listener.listen(this.#options.host, 0);
  }

  async close(): Promise<void> {
    await this.#listener.stop();
  }

  /** A new VMI, or one after a factory reset, has another CA and another certificate. */
  use(authority: VmiAuthority): void {
    this.#listener.server.setSecureContext(this.#context(authority));
  }

  #greet(socket: TLSSocket): void {
    socket.on("error", () => undefined);
    const name: string | string[] | undefined = socket.getPeerCertificate().subject?.CN;
    this.accepted.push(Array.isArray(name) ? name.join(", ") : (name ?? ""));
    const greeting = this.#options.greeting ?? "";
    if (greeting !== "") socket.write(greeting);
  }

  #context(authority: VmiAuthority) {
    const key = generateFakeKey();
    const { host, names = [] } = this.#options;
    const ips = names.length === 0 ? [host] : [];
    const certificate = buildFakeCertificate(
      { commonName: "VMI", names, ips, purposes: ["server"] },
      key,
      authority.signer,
    );
    return {
      cert: certificate.toString(),
      key: key.export({ format: "pem", type: "pkcs8" }),
      ca: authority.rootPem,
    };
  }
}
