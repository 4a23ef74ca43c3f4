import type { CertificateFacts } from "@/contracts/certificate";

export interface TreeNode {
  facts: CertificateFacts;
  children: TreeNode[];
}

/**
 * Arranges the certificates of a bundle as trees by issuer name, roots first. A certificate whose issuer is not in the
 * bundle starts a tree; certificates that name each other in a circle do too, so none is ever left out.
 */
export function buildTrees(certificates: readonly CertificateFacts[]): TreeNode[] {
  const unique = [...new Map(certificates.map((facts) => [facts.fingerprint256, facts])).values()];
  const placed = new Set<string>();

  function childrenOf(parent: CertificateFacts): TreeNode[] {
    return unique
      .filter((facts) => facts.issuer === parent.subject && !facts.selfSigned && !placed.has(facts.fingerprint256))
      .map((facts) => place(facts));
  }
  function place(facts: CertificateFacts): TreeNode {
    placed.add(facts.fingerprint256);
    return { facts, children: childrenOf(facts) };
  }

  const subjects = new Set(unique.map((facts) => facts.subject));
  const roots = unique.filter((facts) => facts.selfSigned || !subjects.has(facts.issuer)).map((facts) => place(facts));
  const circular = unique.flatMap((facts) => (placed.has(facts.fingerprint256) ? [] : [place(facts)]));
  return [...roots, ...circular];
}
