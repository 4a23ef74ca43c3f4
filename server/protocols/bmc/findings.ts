/** What stands between a BMC and a signature, in words (BMC reference, sections 3 and 9.2). */
import type { Evidence, Verdict } from "@/contracts/check";
import type { RoleVerdict } from "./access";
import type { OfferVerdict } from "./host-certificate";
import type { HostReadiness } from "./host-readiness";

export interface Finding {
  verdict: Verdict;
  finding: string;
  remedy?: string | null;
  evidence?: Evidence[];
}

/** One line of evidence. */
export function fact(label: string, actual: string | null, expected: string | null = null): Evidence {
  return { label, expected, actual };
}

/** Whether the role of the console's user allows the exchange (section 3). */
export function judgeRole({ roles, maySignCertificates: maySign }: RoleVerdict): Finding {
  const evidence = [fact("Role", roles.join(", ") || null, "Administrator")];
  if (maySign === true) return { verdict: "pass", finding: "The role allows it.", evidence };
  if (maySign === null) {
    return { verdict: "inform", finding: "The BMC does not tell the role; trying will show.", evidence };
  }
  return {
    verdict: "refuse",
    finding: "The role is too low: ConfigureComponents and ConfigureManager are both needed.",
    remedy: "Enter a BMC user with the role Administrator in the profile.",
    evidence,
  };
}

/** Whether the firmware has the exchange, and lets this user use it (section 3). */
export function judgeOffer(verdict: OfferVerdict): Finding {
  switch (verdict.kind) {
    case "offered":
      return {
        verdict: "pass",
        finding: "It does.",
        evidence: [fact("SignCSR", verdict.offer.signUri), fact("Root certificate", verdict.offer.rootUri)],
      };
    case "not-offered":
      return {
        verdict: "refuse",
        finding: "The firmware of this BMC has no certificate exchange.",
        remedy: "It takes IBM firmware with the management console feature. Another signer can be used by hand.",
      };
    case "role-too-low":
      return {
        verdict: "refuse",
        finding: "The BMC does not allow the exchange to this user.",
        remedy: "Enter a BMC user with the role Administrator in the profile.",
      };
  }
}

/** Whether the host can sign now (section 9.2). */
export function judgeHostState(host: HostReadiness): Finding {
  return {
    verdict: host.canSign === true ? "pass" : host.canSign === null ? "inform" : "refuse",
    finding: host.finding,
    remedy: host.remedy,
    evidence: [
      fact("Hypervisor", [host.hypervisor?.powerState, host.hypervisor?.state].filter(Boolean).join(", ") || null),
      fact("System", [host.system.powerState, host.system.state].filter(Boolean).join(", ") || null),
      fact("Boot progress", host.system.bootProgress),
    ],
  };
}
