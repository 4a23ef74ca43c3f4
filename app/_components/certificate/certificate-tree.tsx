"use client";

import type { ReactNode } from "react";
import type { CertificateFacts, ChainCheckId, ChainEntry, ChainOrigin } from "@/contracts/certificate";
import { StatusTag } from "../feedback/status-tag";
import { CertificateView } from "./certificate-view";
import { buildTrees, type TreeNode } from "./chain-tree";
import { ValidityTag } from "./validity-tag";

type Actions = (facts: CertificateFacts) => ReactNode;

function nameOf(facts: CertificateFacts): string {
  return facts.commonName ?? (facts.subject || "(empty subject)");
}

function BundleNode({ node, actions }: { node: TreeNode; actions?: Actions }) {
  const { facts, children } = node;
  return (
    <li className="sb-chain__node">
      <details>
        <summary>
          <span className="sb-chain__summary">
            <strong>{nameOf(facts)}</strong>
            <span className="sb-muted">
              {facts.selfSigned ? "Root" : facts.isCertificateAuthority ? "Intermediate" : "Leaf"}
            </span>
            <ValidityTag facts={facts} />
          </span>
        </summary>
        <div className="sb-chain__details">
          <CertificateView facts={facts} actions={actions?.(facts)} />
        </div>
      </details>
      {children.length > 0 ? (
        <ul>
          {children.map((child) => (
            <BundleNode key={child.facts.fingerprint256} node={child} actions={actions} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

/** The certificates of a bundle or identity as trees, issuers above what they issued. */
export function CertificateTree({
  label,
  certificates,
  actions,
}: {
  label: string;
  certificates: readonly CertificateFacts[];
  actions?: Actions;
}) {
  return (
    <ul className="sb-chain" aria-label={label}>
      {buildTrees(certificates).map((node) => (
        <BundleNode key={node.facts.fingerprint256} node={node} actions={actions} />
      ))}
    </ul>
  );
}

const origins: Record<ChainOrigin, { text: string; tone: "ok" | "idle" | "fail" }> = {
  sent: { text: "Sent by the server", tone: "ok" },
  bundle: { text: "From your bundle", tone: "idle" },
  missing: { text: "Missing", tone: "fail" },
};

const checkLabels: Record<ChainCheckId, string> = {
  path: "Path to a trusted CA",
  order: "Order of the chain",
  dates: "Dates",
  name: "Name",
  purpose: "Purpose",
  strength: "Strength of key and signature",
  pin: "Pinned certificate",
};

const verdictTones = { ok: "ok", warn: "warn", fail: "fail", skipped: "idle" } as const;

function ChainNode({ entries, actions }: { entries: readonly ChainEntry[]; actions?: Actions }) {
  const [entry, ...rest] = entries;
  if (!entry) {
    return null;
  }
  const origin = origins[entry.origin];
  const title = entry.facts ? nameOf(entry.facts) : entry.subject;
  return (
    <li className="sb-chain__node">
      <div className="sb-chain__summary">
        <strong>{title}</strong>
        <StatusTag status={origin.text} tone={origin.tone} />
        {entry.facts ? <ValidityTag facts={entry.facts} /> : null}
      </div>
      {entry.verdicts.length > 0 ? (
        <ul className="sb-chain__verdicts" aria-label={`Checks of ${title}`}>
          {entry.verdicts.map((verdict) => (
            <li key={verdict.check}>
              <StatusTag status={checkLabels[verdict.check]} tone={verdictTones[verdict.status]} /> {verdict.finding}
            </li>
          ))}
        </ul>
      ) : null}
      {entry.facts ? (
        <details>
          <summary>Details of {title}</summary>
          <div className="sb-chain__details">
            <CertificateView facts={entry.facts} actions={actions?.(entry.facts)} />
          </div>
        </details>
      ) : null}
      {rest.length > 0 ? (
        <ul>
          <ChainNode entries={rest} actions={actions} />
        </ul>
      ) : null}
    </li>
  );
}

/** A presented chain as a tree, root at the top: where each certificate came from and how each check went. */
export function ChainTree({
  label,
  entries,
  actions,
}: {
  label: string;
  /** Leaf first, as the contract has it. */
  entries: readonly ChainEntry[];
  actions?: Actions;
}) {
  return (
    <ul className="sb-chain" aria-label={label}>
      <ChainNode entries={entries.toReversed()} actions={actions} />
    </ul>
  );
}
