/** Checks 5 to 7: the root, the signature on the certificate, and the certificates between them. */
import type { X509Certificate } from "node:crypto";
import { isSelfSigned } from "../certificate";
import { isSamePart, type Material, type Part } from "./material";
import { type Judgement, noCertificate, noRoot } from "./verdicts";

const readAgain = "Read the root again once the VMI is up; it may be older than the VMI that is running.";

export function judgeRoot({ root, authorityAnswer }: Material): Judgement {
  const found = authorityAnswer.certificates;
  if (root === null) {
    return {
      verdict: "refuse",
      finding: found.length === 0 ? "There is no root certificate." : "There is more than one certificate as root.",
      evidence: [{ label: "Certificates", expected: "1", actual: String(found.length) }],
      remedy: readAgain,
    };
  }
  const { facts, extensions, certificate } = root;
  const isNamedAfterItself = certificate.subject === certificate.issuer;
  const signedItself = isSelfSigned(certificate);
  const isAuthority = extensions.basicConstraints?.isAuthority === true;
  const maySign = facts.keyUsage.length === 0 || facts.keyUsage.includes("keyCertSign");
  const evidence = [
    { label: "Issuer", expected: facts.subject, actual: facts.issuer },
    { label: "Signature by its own key", expected: "valid", actual: signedItself ? "valid" : "not valid" },
    { label: "CA", expected: "TRUE", actual: isAuthority ? "TRUE" : "FALSE" },
    {
      label: "Key usage",
      expected: "keyCertSign, or none stated",
      actual: facts.keyUsage.length === 0 ? "none stated" : facts.keyUsage.join(", "),
    },
  ];
  const fault = !isNamedAfterItself
    ? "The root was issued by another CA."
    : !signedItself
      ? "The root's signature does not verify with its own key."
      : !isAuthority
        ? "The root is not a CA."
        : maySign
          ? null
          : "The root's key may not sign certificates.";
  return fault === null
    ? { verdict: "pass", finding: `“${facts.subject}” signed itself and may sign others.`, evidence }
    : { verdict: "refuse", finding: fault, evidence, remedy: readAgain };
}

export function judgeIssuer(material: Material): Judgement {
  const { leaf, root, intermediates, answer } = material;
  if (leaf === null) return noCertificate;
  if (root === null) return noRoot;
  const issuer = findIssuer(leaf, [...answer.certificates.filter((part) => part !== leaf), root]) ?? root;
  const isNamed = leaf.certificate.issuer === issuer.certificate.subject;
  const verifies = isSignedWith(leaf.certificate, issuer.certificate);
  const wanted = leaf.extensions.authorityKeyIdentifier;
  const given = issuer.extensions.subjectKeyIdentifier;
  const identifiersAgree = wanted === null || given === null || wanted === given;
  const evidence = [
    { label: "Issuer", expected: issuer.facts.subject, actual: leaf.facts.issuer },
    { label: "Signature by the issuer's key", expected: "valid", actual: verifies ? "valid" : "not valid" },
    { label: "Key identifier", expected: given, actual: wanted },
  ];
  if (isNamed && verifies && identifiersAgree) {
    const by = isSamePart(issuer, root) ? "the root" : "an intermediate CA";
    return { verdict: "pass", finding: `The certificate is signed by ${by}, “${issuer.facts.subject}”.`, evidence };
  }
  const finding = !isNamed
    ? `The certificate was issued by “${leaf.facts.issuer}”, the root is “${root.facts.subject}”.`
    : !verifies
      ? "The certificate names this root as its issuer, but another key of the same name signed it."
      : "The certificate names another key of its issuer than the one that is here.";
  const remedy =
    intermediates.length > 0
      ? "See check 7 for the certificates in between."
      : "The CA has changed between the two answers, or one of them is from another system. Sign again.";
  return { verdict: "refuse", finding, evidence, remedy };
}

export function judgePath({ leaf, root, intermediates, strays, isPathComplete }: Material): Judgement {
  if (leaf === null) return noCertificate;
  if (root === null) return noRoot;
  if (intermediates.length === 0) {
    return { verdict: "skipped", finding: "No intermediate certificates were sent; check 6 covers the path." };
  }
  const path = intermediates.filter((part) => !strays.includes(part));
  const names = [leaf, ...path, root].map(({ facts }) => facts.subject);
  const evidence = [
    ...names.slice(0, -1).map((name, index) => ({
      label: `Issuer of “${name}”`,
      expected: names[index + 1] ?? null,
      actual: [leaf, ...path][index]?.facts.issuer ?? null,
    })),
    ...strays.map(({ facts }) => ({ label: "Not on the path", expected: null, actual: facts.subject })),
  ];
  const impostor = path.find(({ extensions }) => extensions.basicConstraints?.isAuthority !== true);
  const fault = !isPathComplete
    ? "The certificates that were sent do not lead from the certificate to the root."
    : strays.length > 0
      ? "Certificates were sent that are not between the certificate and the root."
      : impostor === undefined
        ? null
        : `“${impostor.facts.subject}” issued a certificate but is not a CA.`;
  return fault === null
    ? { verdict: "pass", finding: `The path is ${names.map((name) => `“${name}”`).join(" → ")}.`, evidence }
    : { verdict: "refuse", finding: fault, evidence, remedy: "Ask the signer for the whole chain and nothing else." };
}

function findIssuer(leaf: Part, candidates: Part[]): Part | undefined {
  const named = candidates.filter(({ certificate }) => certificate.subject === leaf.certificate.issuer);
  return named.find(({ certificate }) => isSignedWith(leaf.certificate, certificate)) ?? named[0];
}

function isSignedWith(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}
