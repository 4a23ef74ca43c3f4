/** What an operator can do about each failure; as an action where the page can do it for them. */
import type { CertificateFacts, ChainCheckId, ChainEntry } from "@/contracts/certificate";
import type { DiagnosisEvidence, DiagnosisFault, DiagnosisRemedy, DiagnosisStep } from "@/contracts/diagnosis";
import type { TransportErrorClass } from "@/contracts/tls";
import type { ChainCheck } from "@/server/pki/chain-checks";
import { PkiError } from "@/server/pki/errors";
import { TransportError } from "./errors";

type Advice = Pick<DiagnosisRemedy, "text" | "action">;

const texts: Partial<Record<TransportErrorClass, string>> = {
  dns: "Check the spelling of the host, or enter its IP address.",
  refused: "Check the port, and whether the service is enabled on the device.",
  unreachable: "Check the route and the firewall between the console and the device.",
  "connect-timeout": "Check the address and the firewall between the console and the device.",
  "proxy-unreachable": "Check host and port of the proxy, and the firewall between the console and the proxy.",
  "proxy-refused":
    "Allow CONNECT to this host and port on the proxy, or take it out if the device can be reached directly.",
  "proxy-auth-required": "Let the console pass by its address: no user and password are sent to proxies.",
  "proxy-no-route": "Check host and port of the device, and whether the proxy has a route to it.",
  "proxy-timeout": "Check the firewall between the proxy and the device, or allow more time for the connection.",
  "proxy-protocol": "Check host and port of the proxy; it must be an HTTP proxy that is reached without TLS.",
  "handshake-timeout": "Check that the port belongs to the device's TLS service.",
  reset: "Look for a proxy or firewall in between, and check that the port speaks TLS.",
  "not-tls": "Check the port; the service behind it does not use TLS.",
  "tls-required": "Choose the transport with TLS, or the port of the service without it.",
  expired: "Renew the certificate on the device.",
  "not-yet-valid": "Compare the clocks of the device and of the console.",
  "no-san": "Renew the certificate with alternative names, or allow the common name.",
  "wrong-purpose": "Install a certificate for server use on the device.",
  untrusted: "Have the certificate chain on the device issued again.",
  "unknown-ca": "Add the missing issuer to a CA bundle, or have the device send its whole chain.",
  "unknown-ca-root-sent": "Add the root to a CA bundle.",
  "chain-incomplete":
    "Have the device send its intermediate certificate, or add the issuer's certificate to a CA bundle.",
  "self-signed": "Add the certificate to a CA bundle.",
  "weak-key": "Install a certificate with a longer key and a SHA-256 signature, or lower the required key size.",
  "protocol-mismatch": "Change the range of TLS versions here or on the device.",
  "legacy-signature": "Enable TLS 1.2 on the device.",
  "cipher-mismatch": "Empty the cipher list here, or enable current ciphers on the device.",
  "bad-cipher-list": "Correct the names in the cipher list.",
  "bad-version-range": "Correct the range of TLS versions.",
  "client-cert-unknown-ca":
    "Add the client certificate's CA to the device, and make sure that the identity holds its intermediate certificate.",
  "client-cert-expired": "Attach a client certificate that is valid.",
  "client-cert-wrong-purpose": "Attach a certificate that is allowed for client use.",
  "client-cert-rejected": "Check on the device which client certificates it accepts.",
  "address-blocked": "Addresses of this kind are never dialled.",
  "address-not-allowed": "Ask an administrator to allow this network.",
  "insecure-expired": "Trust the certificate or its CA instead.",
  "trust-empty": "Choose a CA bundle that holds certificates.",
  redirect: "Enter the address of the device itself.",
  "http-protocol": "Check the port; the service behind it does not answer in HTTP.",
  "stomp-protocol": "Check the port; the service behind it does not answer in STOMP.",
  "stomp-version": "Enable STOMP 1.1 or 1.2 on the broker.",
};

/** Setting of every kind. */
const PROXY_FIELD = "settings.proxyAddress";

const fields: Partial<Record<TransportErrorClass, string>> = {
  dns: "host",
  "invalid-address": "host",
  "address-blocked": "host",
  refused: "port",
  "not-tls": "port",
  "proxy-unreachable": PROXY_FIELD,
  "proxy-refused": PROXY_FIELD,
  "proxy-auth-required": PROXY_FIELD,
  "proxy-protocol": PROXY_FIELD,
  "proxy-no-route": "host",
  "proxy-timeout": "tls.timeouts.connectMs",
  "handshake-timeout": "port",
  "no-san": "tls.allowCommonName",
  "weak-key": "tls.minKeyBits",
  "protocol-mismatch": "tls.minVersion",
  "bad-version-range": "tls.minVersion",
  "bad-cipher-list": "tls.ciphers",
  "cipher-mismatch": "tls.ciphers",
  "trust-empty": "tls.trust.bundleIds",
  "unknown-ca": "tls.trust.bundleIds",
  "unknown-ca-root-sent": "tls.trust.bundleIds",
  "chain-incomplete": "tls.trust.bundleIds",
  "self-signed": "tls.trust.bundleIds",
  "insecure-expired": "tls.trust.mode",
};

/** Advice for a failure; `chain` is what the server presented, for the actions that trust a part of it. */
export function findRemedy(errorClass: TransportErrorClass, chain: ChainEntry[] = []): DiagnosisRemedy | undefined {
  const leaf = chain[0]?.facts ?? null;
  switch (errorClass) {
    case "unknown-ca-root-sent":
    case "unknown-ca":
    case "chain-incomplete":
    case "self-signed":
    case "untrusted":
      return offerTrust(errorClass, chain);
    case "pin-mismatch":
      if (leaf === null) return undefined;
      return {
        text: "If the certificate was renewed on purpose, compare its fingerprint with the device's console and accept it.",
        action: { type: "pin-certificate", ...presentedAction(leaf) },
      };
    case "root-missing-in-bundle":
      return {
        text: "Add the root to the bundle, or trust the chain from the intermediate on.",
        action: { type: "enable-partial-chain" },
      };
    case "hostname-mismatch":
    case "ip-san-mismatch":
      return {
        text: "Use a name the certificate is for as host or as expected name, or renew the certificate.",
        action: { type: "edit-field", field: "tls.expectedName", ...suggestName(chain) },
      };
    case "client-cert-required":
    case "client-cert-expired":
      return {
        text: texts[errorClass] ?? "Attach a client certificate that the device accepts.",
        action: { type: "attach-client-identity" },
      };
    case "auth-failed":
      return { text: "Enter user and password again.", action: { type: "reenter-secrets" } };
    default:
      return adviseSetting(errorClass);
  }
}

/** Class, finding and advice of any failure of transport or key material; other errors are thrown on. */
export function toFault(error: unknown, chain: ChainEntry[] = []): DiagnosisFault {
  if (error instanceof TransportError) {
    const remedy = findRemedy(error.class, chain);
    const isProxy = error.class === "address-blocked" && error.facts.proxy !== undefined;
    const action = { type: "edit-field", field: PROXY_FIELD } as const;
    return {
      errorClass: error.class,
      finding: error.message,
      remedy: isProxy && remedy !== undefined ? { ...remedy, action } : remedy,
    };
  }
  if (!(error instanceof PkiError)) throw error;
  // The two limits of uploads cannot be met by stored material; anything else is a class of the contract.
  const isLimit = error.class === "file-too-large" || error.class === "too-many-certificates";
  const errorClass = isLimit ? "cert-unreadable" : error.class;
  return { errorClass, finding: error.message, remedy: findRemedy(errorClass, chain) };
}

/** The facts of a failure that help to understand it, as shown beside the finding; what it says itself is left out. */
export function listEvidence(error: unknown): DiagnosisEvidence[] {
  if (!(error instanceof TransportError)) return [];
  const { address, port, proxy, code, timeoutMs, expected, found, location, deviceMessage } = error.facts;
  const entries: [string, string | undefined][] = [
    ["Address", address === undefined ? undefined : `${address} port ${port ?? "?"}`],
    ["Code", code],
    ["Waited", timeoutMs === undefined ? undefined : `${timeoutMs} ms`],
    ["Expected", expected],
    [proxy === undefined ? "Found" : "Answer of the proxy", found],
    ["Redirect to", location],
    ["Device message", deviceMessage],
  ];
  return entries.flatMap(([label, value]) =>
    value === undefined || value === "" || error.message.includes(value) ? [] : [{ label, value }],
  );
}

const checkLabels: Record<ChainCheckId, string> = {
  path: "Chain",
  order: "Order",
  dates: "Validity",
  name: "Name",
  purpose: "Purpose",
  strength: "Strength",
  pin: "Accepted certificate",
};

/** Checks as evidence; those that did not apply only where they say what took their place. */
export function listChecks(checks: readonly ChainCheck[]): DiagnosisEvidence[] {
  return checks
    .filter(({ id, status }) => status !== "skipped" || id === "path")
    .map(({ id, finding }) => ({ label: checkLabels[id], value: finding }));
}

/** A step that could not be tried because an earlier one, given by its title, has failed. */
export function skippedStep(step: Pick<DiagnosisStep, "id" | "title">, failed: string): DiagnosisStep {
  const finding = `Not tried because "${failed}" failed.`;
  return { ...step, status: "skipped", durationMs: 0, finding, evidence: [] };
}

/**
 * Ways out when nobody vouches for the chain: the CA that was sent, the device's own certificate, the bundle. With
 * whatever certificate was presented there is one that the page can carry out.
 */
function offerTrust(errorClass: TransportErrorClass, chain: ChainEntry[]): DiagnosisRemedy | undefined {
  const [leaf, ...above] = chain.flatMap(({ origin, facts }) => (origin === "sent" && facts !== null ? [facts] : []));
  const ways: Advice[] = [];
  const authorities = above.filter((facts) => facts.isCertificateAuthority || facts.selfSigned);
  const root = authorities.find((facts) => facts.selfSigned);
  const authority = root ?? authorities.at(-1) ?? (leaf?.isCertificateAuthority ? leaf : undefined);
  if (authority !== undefined && errorClass !== "untrusted") ways.push(adviseAuthority(authority));
  if (leaf !== undefined) {
    ways.push({
      text: "Compare the certificate's fingerprint with the one on the device's own console, then pin this certificate.",
      action: { type: "pin-certificate", ...presentedAction(leaf) },
    });
  }
  const advice = adviseSetting(errorClass);
  if (advice !== undefined && root === undefined) ways.push(advice);
  const [first, ...alternatives] = ways;
  return first === undefined ? undefined : { ...first, ...(alternatives.length === 0 ? {} : { alternatives }) };
}

function adviseAuthority(facts: CertificateFacts): Advice {
  const text = facts.selfSigned
    ? "If this root is your organization's, compare its fingerprint with a trusted source and trust it."
    : "If this CA is your organization's, compare its fingerprint and trust it, then let it end the chain.";
  return { text, action: { type: "trust-ca", ...presentedAction(facts) } };
}

function adviseSetting(errorClass: TransportErrorClass): Advice | undefined {
  const text = texts[errorClass];
  const field = fields[errorClass];
  if (text === undefined) return undefined;
  return field === undefined ? { text } : { text, action: { type: "edit-field", field } };
}

function presentedAction(facts: CertificateFacts) {
  return { fingerprint256: facts.fingerprint256, certificatePem: facts.pem, subject: facts.subject };
}

function suggestName(chain: ChainEntry[]): { suggestion?: string } {
  const names = chain[0]?.facts?.subjectAltNames ?? [];
  const usable = names.find((name) => (name.type === "dns" && !name.value.startsWith("*")) || name.type === "ip");
  return usable === undefined ? {} : { suggestion: usable.value };
}
