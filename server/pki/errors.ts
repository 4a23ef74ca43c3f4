import type { TlsErrorClass } from "@/contracts/tls";

/** Failures of key and certificate material, a part of the classes of the TLS contract plus limits on uploads. */
export type PkiErrorClass =
  | Extract<
      TlsErrorClass,
      | "key-password-missing"
      | "key-password-wrong"
      | "key-unreadable"
      | "cert-unreadable"
      | "key-cert-mismatch"
      | "pfx-password"
      | "pfx-legacy"
      | "pfx-unreadable"
    >
  | "file-too-large"
  | "too-many-certificates";

export interface PkiErrorFacts {
  /** Line of the block that is wrong, counted from 1. */
  line?: number;
  /** Fingerprint or subject of the certificate concerned. */
  subject?: string;
}

/** A problem with uploaded material. The message is a sentence for the operator and holds nothing secret. */
export class PkiError extends Error {
  override readonly name = "PkiError";

  readonly class: PkiErrorClass;

  constructor(
    errorClass: PkiErrorClass,
    message: string,
    readonly facts: PkiErrorFacts = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.class = errorClass;
  }
}

/** Failures of a certificate signing request. */
export type RequestErrorClass = "request-unreadable" | "request-too-long" | "request-key-mismatch";

/** A problem with a request for a certificate. The message is a sentence for the operator. */
export class RequestError extends Error {
  override readonly name = "RequestError";

  constructor(
    readonly errorClass: RequestErrorClass,
    message: string,
    /** Line of the block that is wrong, counted from 1. */
    readonly line: number | null = null,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
