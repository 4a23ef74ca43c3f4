import "server-only";
import { readCertificateFacts } from "@/server/pki/certificate";
import { PkiError } from "@/server/pki/errors";
import { obtain } from "@/server/runtime/registry";

/** What lists and concerns show of a certificate that was ordered. */
export interface OrderedLeaf {
  commonName: string | null;
  notBefore: Date;
  notAfter: Date;
}

interface ReadLeaf {
  chainPem: string;
  /** Null where the chain cannot be read. */
  leaf: OrderedLeaf | null;
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    /** Certificates of orders, each read once: the pages that show them ask again and again. */
    orderedLeaves: Map<string, ReadLeaf>;
  }
}

const MOST_REMEMBERED = 10_000;

function readLeaves(): Map<string, ReadLeaf> {
  return obtain("orderedLeaves", () => new Map());
}

function read(chainPem: string): OrderedLeaf | null {
  try {
    const { commonName, notBefore, notAfter } = readCertificateFacts(chainPem);
    return { commonName, notBefore: new Date(notBefore), notAfter: new Date(notAfter) };
  } catch (error) {
    if (error instanceof PkiError) return null;
    throw error;
  }
}

/** The first certificate of an order's chain; null where it cannot be read. */
export function leafOf(orderId: string, chainPem: string): OrderedLeaf | null {
  const leaves = readLeaves();
  const known = leaves.get(orderId);
  if (known?.chainPem === chainPem) return known.leaf;
  if (leaves.size >= MOST_REMEMBERED) leaves.clear();
  const leaf = read(chainPem);
  leaves.set(orderId, { chainPem, leaf });
  return leaf;
}

/** The certificate of an order in use if it was read before; such an order never gets another one. */
export function findReadLeaf(orderId: string): OrderedLeaf | null | undefined {
  return readLeaves().get(orderId)?.leaf;
}
