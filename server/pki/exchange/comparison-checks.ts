/** Checks 15 to 18: what was got against what was asked, what was known before, and what OpenSSL says. */
import { formatNameAttributes, type NameAttribute } from "../distinguished-name";
import type { ExchangeInput } from "./input";
import type { Material } from "./material";
import { type Judgement, noCertificate, noRoot } from "./verdicts";

export function judgeNames({ leaf }: Material, { request }: ExchangeInput): Judgement {
  if (leaf === null) return noCertificate;
  const wanted = { subject: describeSubject(request.subject), names: listNames(request.facts.subjectAltNames) };
  const given = { subject: describeSubject(leaf.subject), names: listNames(leaf.facts.subjectAltNames) };
  const evidence = [
    { label: "Subject", expected: request.facts.subject, actual: formatNameAttributes(leaf.subject) },
    { label: "Alternative names", expected: wanted.names, actual: given.names },
  ];
  const differing = [
    ...(wanted.subject === given.subject ? [] : ["subject"]),
    ...(wanted.names === given.names ? [] : ["alternative names"]),
  ];
  return differing.length === 0
    ? { verdict: "pass", finding: "Subject and alternative names are as asked for.", evidence }
    : {
        verdict: "inform",
        finding: `The signer chose other ${differing.join(" and ")} than were asked for, as it may.`,
        evidence,
      };
}

export function judgeSerial({ leaf }: Material, { previousSerial }: ExchangeInput): Judgement {
  if (leaf === null) return noCertificate;
  const { serial } = leaf.parts;
  const isPositive = ((serial[0] ?? 0) & 0x80) === 0 && serial.some((octet) => octet !== 0);
  const isRepeated = previousSerial !== null && leaf.facts.serialNumber === previousSerial;
  const evidence = [
    {
      label: "Serial number",
      expected: previousSerial === null ? "positive" : `positive, not ${previousSerial}`,
      actual: isPositive ? leaf.facts.serialNumber : `not positive: ${serial.toString("hex")}`,
    },
  ];
  if (!isPositive) {
    return { verdict: "inform", finding: "The serial number is not positive, against RFC 5280.", evidence };
  }
  return isRepeated
    ? { verdict: "inform", finding: "The serial number is that of the previous certificate.", evidence }
    : { verdict: "pass", finding: "The serial number is positive and new.", evidence };
}

export function judgeSameAuthority({ root, rootBefore }: Material, input: ExchangeInput): Judgement {
  if (root === null) return noRoot;
  const { knownAuthority, acceptedAuthority } = input;
  const actual = root.facts.fingerprint256;
  const before = rootBefore?.facts.fingerprint256 ?? null;
  const evidence = [
    { label: "Root before signing", expected: before, actual },
    { label: "Root of the last exchange", expected: knownAuthority, actual },
  ];
  if (before !== null && before !== actual) {
    return {
      verdict: "refuse",
      finding: "The VMI's CA was replaced while the certificate was being signed.",
      evidence,
      remedy: "Repeat the whole exchange: sign again.",
    };
  }
  if (knownAuthority === null) {
    return {
      verdict: "inform",
      finding: "This is the first CA seen of this VMI. Another one at the renewal will be a question.",
      evidence,
    };
  }
  if (knownAuthority === actual) return { verdict: "pass", finding: "The VMI's CA is the known one.", evidence };
  return acceptedAuthority === actual
    ? { verdict: "inform", finding: "The VMI's CA has changed, and the new one was accepted.", evidence }
    : {
        verdict: "ask",
        finding: "The VMI's CA has changed since the last exchange.",
        evidence,
        remedy:
          "A new VMI or a factory reset explains it. Compare the fingerprints; if you accept the new CA, every console " +
          "of this VMI has to renew its certificate.",
      };
}

export function judgeEngine({ leaf, root }: Material, { engine }: ExchangeInput): Judgement {
  if (leaf === null) return noCertificate;
  if (root === null) return noRoot;
  if (engine === null) {
    return {
      verdict: "skipped",
      finding: "OpenSSL judges in a handshake, and the private key for it is not kept here.",
    };
  }
  const purpose = { label: "Purpose", expected: "TLS client", actual: "TLS client" };
  if (engine.result === "accepted") {
    return {
      verdict: "pass",
      finding: "OpenSSL accepts the path for a TLS client.",
      evidence: [{ label: "OpenSSL", expected: "accepted", actual: "accepted" }, purpose],
    };
  }
  const evidence = [{ label: "OpenSSL", expected: "accepted", actual: engine.reason }, purpose];
  return engine.reason === "CERT_NOT_YET_VALID"
    ? {
        verdict: "warn",
        finding: "OpenSSL does not accept the path yet, because a certificate is not valid yet; see check 8.",
        evidence,
        remedy: "Compare the clocks.",
      }
    : {
        verdict: "refuse",
        finding: `OpenSSL does not accept the path for a TLS client: ${engine.reason}.`,
        evidence,
        remedy: "The checks above say why, in most cases. The VMI would most likely refuse the certificate too.",
      };
}

function describeSubject(attributes: readonly NameAttribute[]): string {
  return attributes
    .map(({ oid, value }) => `${oid}=${value}`)
    .toSorted()
    .join("\n");
}

function listNames(names: readonly { type: string; value: string }[]): string {
  const listed = names.map(({ type, value }) => `${type} ${type === "dns" ? value.toLowerCase() : value}`).toSorted();
  return listed.length === 0 ? "none" : listed.join(", ");
}
