/** SignCSR: limits before sending, and every answer told apart (BMC reference, section 4). */

import { maximumRequestBytes } from "@/contracts/certificate-limits";
import type { ErrorCode } from "@/contracts/errors";
import { TransportError } from "@/server/transport/errors";
import { boundedText } from "../device-text";
import { DeviceError } from "../errors";
import { retryAfterSeconds } from "./errors";
import { type BmcAnswer, type BmcApi, type BmcRequest, jsonOf } from "./exchange";
import { CERTIFICATE_LIMIT_BYTES, type CertificateOffer } from "./host-certificate";
import { hasMessage, readMessages } from "./messages";
import { textAt, valueAt } from "./properties";

/** One byte more makes the BMC's web server abort and drop everybody's connection (section 4.4). */
export const CSR_LIMIT_BYTES = maximumRequestBytes;
/** The BMC answers after 30 s where the host is down; the request needs a time of its own beyond that (section 4.3). */
export const SIGN_TIMEOUT_MS = 45_000;

/** Everything that can come of a request, apart from a certificate. */
export const signFailures = [
  "csr-empty",
  "csr-too-long",
  "csr-not-pem",
  "csr-refused-by-host",
  "request-invalid",
  "session-gone",
  "role-too-low",
  "password-expired",
  "not-offered",
  "body-too-large",
  "host-not-ready",
  "bmc-failed",
  "signed-but-not-cleaned-up",
  "empty-answer",
  "no-certificate",
  "answer-too-large",
  "connection-cut",
  "timed-out",
  "cancelled",
  "unexpected",
] as const;
export type SignFailure = (typeof signFailures)[number];

interface FailureFacts {
  status?: number;
  description?: string;
  retryAfterSeconds?: number | null;
  certificate?: string;
  cause?: unknown;
}

interface Meaning {
  code: ErrorCode;
  message: string;
  remedy?: string;
  mayRepeat?: boolean;
}

const meanings: Readonly<Record<SignFailure, Meaning>> = {
  "csr-empty": { code: "invalid_request", message: "There is no certificate request to send." },
  "csr-too-long": {
    code: "invalid_request",
    message: `The certificate request is longer than ${CSR_LIMIT_BYTES} bytes, which would abort the BMC's web server.`,
    remedy: "Shorten the subject or the list of names.",
  },
  "csr-not-pem": { code: "invalid_request", message: "The text is not a certificate request in PEM form." },
  "csr-refused-by-host": {
    code: "device_request_rejected",
    message: "The host looked at the certificate request and refused it.",
    remedy: "Try an RSA key, which every level accepts, and a plain subject.",
  },
  "request-invalid": { code: "device_request_rejected", message: "The BMC refused the form of the request." },
  "session-gone": {
    code: "device_authentication",
    message: "The BMC no longer knows the session.",
    remedy: "Log on again, then repeat the request.",
    mayRepeat: true,
  },
  "role-too-low": {
    code: "device_authorization",
    message: "The role of the BMC user does not allow certificate requests.",
    remedy: "Use a BMC user with the role Administrator: Operators may not do this.",
  },
  "password-expired": {
    code: "device_password_expired",
    message: "The password of the BMC user has expired.",
    remedy: "Change it on the BMC and enter the new one in the profile.",
  },
  "not-offered": {
    code: "device_not_found",
    message: "The firmware of this BMC does not offer the certificate exchange.",
  },
  "body-too-large": { code: "device_request_rejected", message: "The BMC found the request too large." },
  "host-not-ready": {
    code: "device_unavailable",
    message:
      "The host did not answer within the BMC's 30 seconds: the hypervisor is not running, or its VMI is not up.",
    remedy: "Check the host's state, power it on if needed, and repeat once the VMI is up.",
    mayRepeat: true,
  },
  "bmc-failed": {
    code: "device_unavailable",
    message: "The BMC failed while it passed the request on.",
    remedy: "Repeat the request. If it stays, restart the BMC.",
    mayRepeat: true,
  },
  "signed-but-not-cleaned-up": {
    code: "device_unavailable",
    message: "The BMC sent a certificate together with an error: it was signed, but the BMC could not tidy up.",
    remedy: "Repeat the request; the certificate may be good, but the answer as a whole says failure.",
    mayRepeat: true,
  },
  "empty-answer": {
    code: "device_protocol",
    message: "The BMC answered with success and nothing else.",
    remedy: "Repeat the request.",
    mayRepeat: true,
  },
  "no-certificate": {
    code: "device_protocol",
    message: "The BMC answered with success, but without the text of a certificate.",
    mayRepeat: true,
  },
  "answer-too-large": { code: "device_answer_too_large", message: "The BMC's answer is too large for a certificate." },
  "connection-cut": {
    code: "device_unreachable",
    message: "The BMC closed the connection without an answer; its web server has probably restarted.",
    remedy: "Wait until the BMC answers again, log on again, then repeat the request at most once.",
    mayRepeat: true,
  },
  "timed-out": {
    code: "device_timeout",
    message: "The BMC did not answer, not even after the 30 seconds it gives the host.",
    mayRepeat: true,
  },
  cancelled: { code: "cancelled", message: "The request was cancelled. The BMC drops a certificate that comes later." },
  unexpected: { code: "device_protocol", message: "The BMC answered in a way that is not documented." },
};

/** A request that brought no certificate; `outcome` says which answer of section 4.3 it was. */
export class SignCsrError extends DeviceError {
  static override readonly brand: string = "SignCsrError";

  readonly outcome: SignFailure;
  readonly retryAfterSeconds: number | null;
  /** Sent with a failure all the same (section 4.3); judged by the status, but worth showing to an expert. */
  readonly certificate: string | null;
  /** Repeating is safe: each request is its own, and a late certificate is dropped. */
  readonly mayRepeat: boolean;

  constructor(outcome: SignFailure, facts: FailureFacts = {}) {
    const meaning = meanings[outcome];
    super(meaning.code, meaning.message, {
      remedy: meaning.remedy,
      device: facts.status === undefined ? undefined : { status: facts.status, message: facts.description },
      errorClass: outcome,
      cause: facts.cause,
    });
    this.name = "SignCsrError";
    this.outcome = outcome;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
    this.certificate = facts.certificate ?? null;
    this.mayRepeat = meaning.mayRepeat ?? false;
  }
}

/**
 * SignCSR (section 4).
 * @throws SignCsrError `csr-empty`, `csr-too-long`, `csr-not-pem` before anything is sent: they abort the BMC.
 */
export function requestSignature(offer: CertificateOffer, csrPem: string): BmcRequest {
  if (csrPem.trim() === "") throw new SignCsrError("csr-empty");
  if (Buffer.byteLength(csrPem, "utf8") > CSR_LIMIT_BYTES) throw new SignCsrError("csr-too-long");
  if (
    !/^-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----\r?\n[\s\S]+-----END (?:NEW )?CERTIFICATE REQUEST-----\s*$/.test(
      csrPem,
    )
  ) {
    throw new SignCsrError("csr-not-pem");
  }
  return {
    method: "POST",
    uri: offer.signUri,
    body: { CsrString: csrPem },
    headersMs: SIGN_TIMEOUT_MS,
    totalMs: SIGN_TIMEOUT_MS,
    maximumResponseBytes: CERTIFICATE_LIMIT_BYTES,
  };
}

/**
 * The text of the certificate as the host wrote it; its form is judged elsewhere (section 4.5).
 * @throws SignCsrError for every other answer of section 4.3.
 */
export function parseSignature(answer: BmcAnswer): string {
  const { status } = answer;
  const body = jsonOf(answer);
  const certificate = valueAt(body, "Certificate");
  const fail = (outcome: SignFailure) => {
    const messages = readMessages(body).map((message) => message.text || message.key);
    return new SignCsrError(outcome, {
      status,
      description: messages.length === 0 ? undefined : boundedText(messages.join(" "), []),
      retryAfterSeconds: retryAfterSeconds(answer),
      certificate: typeof certificate === "string" && certificate !== "" ? certificate : undefined,
    });
  };
  if (status === 200) {
    if (answer.text.trim() === "") throw fail("empty-answer");
    if (typeof certificate !== "string" || certificate.trim() === "") throw fail("no-certificate");
    return certificate;
  }
  if (status === 400) throw fail(textAt(body, "Description") === "Bad CSR" ? "csr-refused-by-host" : "request-invalid");
  if (status === 401) throw fail("session-gone");
  if (status === 403) {
    throw fail(hasMessage(readMessages(body), "PasswordChangeRequired") ? "password-expired" : "role-too-low");
  }
  if (status === 404 || status === 405) throw fail("not-offered");
  if (status === 413) throw fail("body-too-large");
  if (status === 503) throw fail("host-not-ready");
  if (status === 500) throw fail(typeof certificate === "string" ? "signed-but-not-cleaned-up" : "bmc-failed");
  throw fail("unexpected");
}

const CUT: ReadonlySet<string> = new Set(["connection-lost", "reset", "connection-closed"]);
const TIMED_OUT: ReadonlySet<string> = new Set(["headers-timeout", "body-timeout", "total-timeout"]);

/** Failures of the way, as far as they mean something of their own here; others pass unchanged. */
function asSignFailure(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return new SignCsrError("cancelled", { cause: error });
  if (!(error instanceof TransportError)) return error;
  if (CUT.has(error.class)) return new SignCsrError("connection-cut", { cause: error });
  if (TIMED_OUT.has(error.class)) return new SignCsrError("timed-out", { cause: error });
  if (error.class === "response-too-large") return new SignCsrError("answer-too-large", { cause: error });
  return error;
}

/**
 * Sends a CSR and waits for the host, up to 45 s.
 * @throws SignCsrError for every answer but a certificate; TransportError where the BMC was not reached at all.
 */
export async function signCsr(
  api: BmcApi,
  offer: CertificateOffer,
  csrPem: string,
  signal?: AbortSignal,
): Promise<string> {
  const request = requestSignature(offer, csrPem);
  let answer: BmcAnswer;
  try {
    answer = await api.exchange(request, signal);
  } catch (error) {
    throw asSignFailure(error, signal);
  }
  return parseSignature(answer);
}
