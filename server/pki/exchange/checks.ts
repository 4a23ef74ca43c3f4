/** All checks of a received certificate, in the order of section 13.2 of the exchange's reference. */
import type { KeyObject } from "node:crypto";
import type { CheckOutcome, ExchangeCheck } from "@/contracts/certificate-order";
import { createGate } from "../gate";
import { judgeAnswer, judgeContent, judgePrivateKey, judgeRequestKey } from "./answer-checks";
import {
  judgeCriticalExtensions,
  judgeKeyUsage,
  judgeLifetimes,
  judgeNoAuthority,
  judgePurpose,
  judgeStrength,
  judgeValidity,
} from "./certificate-checks";
import { judgeEngine, judgeNames, judgeSameAuthority, judgeSerial } from "./comparison-checks";
import { askEngine } from "./engine";
import type { ExchangeInput } from "./input";
import { type Material, readMaterial } from "./material";
import { judgeIssuer, judgePath, judgeRoot } from "./path-checks";
import { listed } from "./verdicts";

/** A handshake takes ten milliseconds of the event loop; a hundred at once would take a second in one piece. */
const gate = createGate(1);

export interface ExchangeReport {
  checks: ExchangeCheck[];
  outcome: CheckOutcome;
  /** The certificate, then its issuers without the root; null unless the outcome is other than `refused`. */
  chainPem: string | null;
  rootPem: string | null;
  rootFingerprint256: string | null;
  notAfter: Date | null;
}

/** Judges what was received; pure, so that the same input always gives the same list. Never throws. */
export function checkExchange(input: ExchangeInput): ExchangeReport {
  return judge(readMaterial(input), input);
}

/**
 * Judges what was received, with the verdict of OpenSSL where the private key is at hand. Never throws: whatever was
 * received, the list has all its entries.
 */
export async function runExchangeChecks(
  input: Omit<ExchangeInput, "engine">,
  privateKey: KeyObject | null,
): Promise<ExchangeReport> {
  const material = await gate(() => readMaterial(input));
  const { leaf, root } = material;
  const canAsk = privateKey !== null && leaf !== null && root !== null && input.purpose === "clientAuth";
  const engine = canAsk
    ? await gate(() => askEngine({ privateKey, chainPem: joinChain(material), rootPem: root.certificate.toString() }))
    : null;
  return gate(() => judge(material, { ...input, engine }));
}

/** What the verdicts come to: any refusal refuses, an open question waits for a person. */
export function findOutcome(checks: readonly Pick<ExchangeCheck, "verdict">[]): CheckOutcome {
  if (checks.some(({ verdict }) => verdict === "refuse")) return "refused";
  return checks.some(({ verdict }) => verdict === "ask") ? "question" : "accepted";
}

function judge(material: Material, input: ExchangeInput): ExchangeReport {
  const checks = [
    listed("answer", judgeAnswer(material)),
    listed("certificates-only", judgeContent(material)),
    listed("request-key", judgeRequestKey(material, input)),
    listed("private-key", judgePrivateKey(material, input)),
    listed("root", judgeRoot(material)),
    listed("issuer", judgeIssuer(material)),
    listed("path", judgePath(material)),
    listed("validity", judgeValidity(material, input)),
    listed("lifetimes", judgeLifetimes(material, input)),
    listed("no-authority", judgeNoAuthority(material)),
    listed("purpose", judgePurpose(material, input)),
    listed("key-usage", judgeKeyUsage(material)),
    listed("strength", judgeStrength(material)),
    listed("critical-extensions", judgeCriticalExtensions(material, input)),
    listed("names", judgeNames(material, input)),
    listed("serial", judgeSerial(material, input)),
    listed("same-authority", judgeSameAuthority(material, input)),
    listed("second-engine", judgeEngine(material, input)),
  ];
  const outcome = findOutcome(checks);
  const { leaf, root } = material;
  return {
    checks,
    outcome,
    chainPem: outcome === "refused" ? null : joinChain(material),
    rootPem: outcome === "refused" ? null : (root?.certificate.toString() ?? null),
    rootFingerprint256: root?.facts.fingerprint256 ?? null,
    notAfter: leaf === null ? null : new Date(leaf.facts.notAfter),
  };
}

function joinChain({ leaf, intermediates, strays }: Material): string {
  const path = intermediates.filter((part) => !strays.includes(part));
  return [leaf, ...path].map((part) => part?.certificate.toString() ?? "").join("");
}
