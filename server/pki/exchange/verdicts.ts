import type { ExchangeCheck } from "@/contracts/certificate-order";
import type { Evidence, Verdict } from "@/contracts/check";

/** The checks in their order, by what each one looks at. */
export const exchangeChecks = [
  { id: "answer", title: "The answer is a text" },
  { id: "certificates-only", title: "Certificates and nothing else" },
  { id: "request-key", title: "For the key of the request" },
  { id: "private-key", title: "For the private key that is kept" },
  { id: "root", title: "The root is a CA that signed itself" },
  { id: "issuer", title: "Signed by the root" },
  { id: "path", title: "No gap between certificate and root" },
  { id: "validity", title: "Valid now" },
  { id: "lifetimes", title: "Ends before the root" },
  { id: "no-authority", title: "Not a CA" },
  { id: "purpose", title: "Purpose" },
  { id: "key-usage", title: "Key usage" },
  { id: "strength", title: "Keys and signatures are strong enough" },
  { id: "critical-extensions", title: "Critical extensions are understood" },
  { id: "names", title: "Names as asked" },
  { id: "serial", title: "Serial number" },
  { id: "same-authority", title: "The same CA as before" },
  { id: "second-engine", title: "OpenSSL agrees" },
] as const;

export type ExchangeCheckId = (typeof exchangeChecks)[number]["id"];

export interface Judgement {
  verdict: Verdict;
  finding: string;
  evidence?: Evidence[];
  remedy?: string;
}

/** A judgement under the number and title of its check. */
export function listed(id: ExchangeCheckId, judgement: Judgement): ExchangeCheck {
  const index = exchangeChecks.findIndex((check) => check.id === id);
  const { verdict, finding, evidence = [], remedy = null } = judgement;
  return { id, number: index + 1, title: exchangeChecks[index]?.title ?? id, verdict, finding, evidence, remedy };
}

export const noCertificate: Judgement = {
  verdict: "skipped",
  finding: "There is no certificate for the key of the request to judge; see check 3.",
};
export const noRoot: Judgement = { verdict: "skipped", finding: "There is no root to judge with; see check 5." };
