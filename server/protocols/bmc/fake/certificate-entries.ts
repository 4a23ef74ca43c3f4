/** The certificate service behind the web server and the host that signs (BMC reference, sections 4 to 6). */
import { createVmiAuthority, type VmiAuthority } from "@/server/pki/fake/vmi-authority";
import type { Timers } from "../../hmc/fake/clock";
import { described } from "./messages";
import type { FakeReply } from "./model";
import { signWrongly, type VmiDefect } from "./vmi-defects";

const LIMIT_BYTES = 4096;

/** Answers that are not of the host but of the way to it. */
export type SignFault =
  | "empty-answer"
  | "certificate-with-500"
  | "no-request-status"
  | "no-host-ack"
  | "no-certificate-from-host"
  | "empty-client-certificate"
  | "internal"
  /** The host says "not ready", which is no change: the web server waits on. */
  | "host-not-ready"
  | "bad-csr"
  | "cut";

const descriptions: Partial<Record<SignFault, string>> = {
  "no-request-status": "Failed to get request status",
  "no-host-ack": "Failed to get host ack status",
  "no-certificate-from-host": "Failed to get certificate from host",
  "empty-client-certificate": "Empty Client Certificate",
  internal: "Internal Server Error",
};

/** What the service does with a request: an answer, or the end of the web server's process. */
export type SignOutcome = { kind: "reply"; reply: FakeReply } | { kind: "abort" } | { kind: "cut" };

export interface EntriesOptions {
  timers: Timers;
  /** Time the host is given; 30 s on the real thing. */
  hostWaitMs: number;
  /** Time the host takes to sign. */
  signMs: number;
  isHostReady(): boolean;
  onAuthority(authority: VmiAuthority): void;
}

/** The entries of certificate requests, and the VMI's CA. */
export class CertificateEntries {
  readonly #options: EntriesOptions;
  #authority: VmiAuthority = createVmiAuthority();
  #root: string | null;
  #entries = 0;
  /** Applied to each signing until set to null. */
  defect: VmiDefect | null = null;
  /** Applied to the next requests, in order. */
  readonly faults: SignFault[] = [];
  /** Makes a new CA right after the next signing, between it and the next reading of the root. */
  rotatesAfterSigning = false;
  /** Days that what is signed is valid; null leaves it to the CA. */
  validityDays: number | null = null;
  /** Requests that reached the service, as PEM. */
  readonly received: string[] = [];

  constructor(options: EntriesOptions, hasRoot: boolean) {
    this.#options = options;
    this.#root = hasRoot ? this.#authority.rootPem : null;
  }

  get authority(): VmiAuthority {
    return this.#authority;
  }

  /** A new VMI has a new CA, by the same name. */
  rotate(): void {
    this.#authority = createVmiAuthority();
    this.#root = this.#authority.rootPem;
    this.#options.onAuthority(this.#authority);
  }

  /** What the root file holds; null for no file. */
  setRoot(content: string | null): void {
    this.#root = content;
  }

  /** The running VMI has delivered its root. */
  deliverRoot(): void {
    this.#root ??= this.#authority.rootPem;
  }

  /** `GET /ibm/v1/Host/Certificate/root`: a missing file is a 500, an empty one a 200 (section 5). */
  readRoot(): FakeReply {
    if (this.#root === null) return described(500, "Internal Server Error");
    return { status: 200, body: { Certificate: this.#root } };
  }

  /** Any error of the service makes the web server abort: it refuses an empty and an over-long CSR (section 4.4). */
  async sign(csrPem: string): Promise<SignOutcome> {
    this.received.push(csrPem);
    if (csrPem === "" || Buffer.byteLength(csrPem) > LIMIT_BYTES) return { kind: "abort" };
    this.#entries += 1;
    const fault = this.faults.shift();
    if (fault === "cut") return { kind: "cut" };
    if (fault === "bad-csr") return reply(described(400, "Bad CSR"));
    if (fault === "empty-answer") return reply({ status: 200 });
    const description = fault === undefined ? undefined : descriptions[fault];
    if (description !== undefined) return reply(described(500, description));
    if (!this.#options.isHostReady() || fault === "host-not-ready") {
      await this.#wait(this.#options.hostWaitMs);
      const text = "Host is not ready to serve the request";
      return reply(described(503, text, { "Retry-After": "60" }));
    }
    await this.#wait(this.#options.signMs);
    return this.#signed(csrPem, fault === "certificate-with-500" ? 500 : 200);
  }

  #signed(csrPem: string, status: number): SignOutcome {
    let answer: { certificate: unknown; root?: string };
    try {
      answer =
        this.defect === null
          ? { certificate: this.#authority.sign(csrPem, this.#lifetime()).toString() }
          : signWrongly(this.#authority, csrPem, this.defect);
    } catch {
      return reply(described(400, "Bad CSR"));
    }
    if (answer.root !== undefined) this.#root = answer.root;
    if (this.rotatesAfterSigning) {
      this.rotatesAfterSigning = false;
      this.rotate();
    }
    return reply({ status, body: { Certificate: answer.certificate as string } });
  }

  #lifetime(): { notAfter?: Date } {
    return this.validityDays === null ? {} : { notAfter: new Date(Date.now() + this.validityDays * 86_400_000) };
  }

  #wait(delayMs: number): Promise<void> {
    if (delayMs === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#options.timers.after(delayMs, resolve);
    });
  }
}

function reply(answer: FakeReply): SignOutcome {
  return { kind: "reply", reply: answer };
}
