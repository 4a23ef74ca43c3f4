/** The exchange as a whole: root, signature, root again (BMC reference, sections 2, 4.4 and 5). */
import { TransportError } from "@/server/transport/errors";
import type { BmcApi } from "./exchange";
import { type CertificateOffer, type RootReading, readRoot } from "./host-certificate";
import { requestSignature, SignCsrError, signCsr } from "./sign-csr";

/** Where a running exchange is, for the screen. */
export type ExchangePhase = "reading-root" | "signing" | "waiting-for-bmc" | "repeating" | "comparing-root";

export interface SignedExchange {
  /** As the host wrote it; to be verified before anything else. */
  certificate: string;
  rootBefore: RootReading;
  rootAfter: RootReading;
  /** The CA changed in between: all of it must be repeated. */
  isRotated: boolean;
}

export interface ExchangeOptions {
  signal?: AbortSignal;
  onPhase?(phase: ExchangePhase): void;
  /** Waits for a BMC whose web server has restarted. */
  awaitReturn(signal?: AbortSignal): Promise<void>;
}

const pemOf = (reading: RootReading) => (reading.kind === "present" ? reading.pem : null);

/**
 * Reads the root, has the CSR signed, reads the root again. Where the BMC cuts the connection, it is waited for and the
 * request, or the last reading, is repeated once, with a new session if the old one is lost; nothing else is repeated.
 * @throws SignCsrError; BmcError and DeviceError for the root; TransportError where the BMC was not reached
 */
export async function exchangeCertificate(
  api: BmcApi,
  offer: CertificateOffer,
  csrPem: string,
  options: ExchangeOptions,
): Promise<SignedExchange> {
  const { signal, onPhase = () => undefined } = options;
  // Judged before the first request: nothing is sent for a CSR that cannot be.
  requestSignature(offer, csrPem);
  onPhase("reading-root");
  const rootBefore = await readRoot(api, offer, { signal });
  onPhase("signing");
  const certificate = await signWithReturn(api, offer, csrPem, options);
  onPhase("comparing-root");
  const rootAfter = await readRootAfter(api, offer, options);
  const isRotated = pemOf(rootBefore) !== pemOf(rootAfter) && rootBefore.kind === "present";
  return { certificate, rootBefore, rootAfter, isRotated };
}

/** Reading is safe to repeat, and what was signed would be lost with a BMC that restarts right after it. */
async function readRootAfter(api: BmcApi, offer: CertificateOffer, options: ExchangeOptions): Promise<RootReading> {
  const { signal, onPhase } = options;
  try {
    return await readRoot(api, offer, { signal });
  } catch (error) {
    if (signal?.aborted || !(error instanceof TransportError)) throw error;
  }
  onPhase?.("waiting-for-bmc");
  await options.awaitReturn(signal);
  onPhase?.("comparing-root");
  return readRoot(api, offer, { signal });
}

async function signWithReturn(api: BmcApi, offer: CertificateOffer, csrPem: string, options: ExchangeOptions) {
  try {
    return await signCsr(api, offer, csrPem, options.signal);
  } catch (error) {
    if (!(error instanceof SignCsrError) || error.outcome !== "connection-cut") throw error;
  }
  options.onPhase?.("waiting-for-bmc");
  await options.awaitReturn(options.signal);
  options.onPhase?.("repeating");
  return signCsr(api, offer, csrPem, options.signal);
}
