import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { auditVerificationSchema } from "@/contracts/audit";
import { type AuditRow, findLastAuditEvent, insertAuditEvent, listAuditChain } from "@/server/data/audit-events";
import type { Database, Executor, Transaction } from "@/server/data/client";
import { findSetting, saveSetting } from "@/server/data/settings";
import { canonicalJson } from "@/server/domain/canonical-json";

const BATCH = 1000;

export type AuditVerification = z.output<typeof auditVerificationSchema>;

const headSchema = z.strictObject({ sequence: z.number().int().min(0), mac: z.string(), seal: z.string() });
type Head = z.output<typeof headSchema>;

function hmac(key: Buffer, text: string): string {
  return createHmac("sha256", key).update(text, "utf8").digest("hex");
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, "utf8"), Buffer.from(other, "utf8")];
  return a.length === b.length && timingSafeEqual(a, b);
}

function macOf(key: Buffer, row: Omit<AuditRow, "mac">): string {
  const { occurredAt, ...rest } = row;
  return hmac(key, canonicalJson({ ...rest, occurredAt: occurredAt.toISOString() }));
}

function sealHead(key: Buffer, sequence: number, mac: string): Head {
  return { sequence, mac, seal: hmac(key, `head ${sequence} ${mac}`) };
}

function parseHead(key: Buffer, text: string): Head | null {
  try {
    const head = headSchema.parse(JSON.parse(text));
    return isEqual(head.seal, sealHead(key, head.sequence, head.mac).seal) ? head : null;
  } catch {
    return null;
  }
}

/** Appends an event in the transaction of the change it tells of, and moves the head with it (SEC-H2, SEC-H3). */
export async function appendToChain(
  tx: Transaction,
  key: Buffer,
  event: Omit<AuditRow, "sequence" | "previousMac" | "mac">,
): Promise<number> {
  const last = await findLastAuditEvent(tx);
  const row = { ...event, sequence: (last?.sequence ?? 0) + 1, previousMac: last?.mac ?? "" };
  const mac = macOf(key, row);
  await insertAuditEvent(tx, { ...row, mac });
  await saveSetting(tx, "audit-head", JSON.stringify(sealHead(key, row.sequence, mac)));
  return row.sequence;
}

/** Writes the present head to a file, where whoever can rewrite the database may not reach it. */
export async function exportHead(db: Executor, file: string): Promise<void> {
  const head = await findSetting(db, "audit-head");
  if (head === null) return;
  writeFileSync(`${file}.new`, `${head}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function bad(checked: number, sequence: number, finding: string): AuditVerification {
  return { isIntact: false, checked, firstBadSequence: sequence, finding };
}

function judge(key: Buffer, row: AuditRow, expectedSequence: number, previousMac: string): string | null {
  if (row.sequence !== expectedSequence) return `Event ${expectedSequence} is missing.`;
  const { mac, ...content } = row;
  if (!isEqual(mac, macOf(key, content))) return `Event ${row.sequence} was changed or put in.`;
  if (!isEqual(row.previousMac, previousMac)) return `Event ${row.sequence} does not follow the one before it.`;
  return null;
}

/**
 * Checks the whole chain against its key and its head, in the database and in the file (SEC-H3): finds change, removal,
 * insertion, reordering and truncation and names the first sequence number that does not fit.
 */
export async function verifyChain(db: Database, key: Buffer, headFile: string): Promise<AuditVerification> {
  let checked = 0;
  let previousMac = "";
  const fileHead = existsSync(headFile) ? parseHead(key, readFileSync(headFile, "utf8")) : undefined;
  if (fileHead === null) return bad(0, 0, `The head in ${headFile} was changed.`);
  const walk = (rows: AuditRow[]): AuditVerification | null => {
    for (const row of rows) {
      const finding = judge(key, row, checked + 1, previousMac);
      if (finding !== null) return bad(checked, checked + 1, finding);
      checked = row.sequence;
      previousMac = row.mac;
      if (fileHead?.sequence === checked && !isEqual(fileHead.mac, previousMac)) {
        return bad(checked, checked, `Event ${checked} is not the one that was noted in ${headFile}.`);
      }
    }
    return null;
  };
  for (let rows = await listAuditChain(db, 0, BATCH); rows.length === BATCH; ) {
    const finding = walk(rows);
    if (finding !== null) return finding;
    rows = await listAuditChain(db, checked, BATCH);
  }
  // The rest and the head are read together, so that an event written meanwhile is not mistaken for damage.
  return db.$transaction(async (tx) => {
    for (let rows = await listAuditChain(tx, checked, BATCH); rows.length > 0; ) {
      const finding = walk(rows);
      if (finding !== null) return finding;
      rows = await listAuditChain(tx, checked, BATCH);
    }
    return judgeHead(key, await findSetting(tx, "audit-head"), fileHead, checked, previousMac);
  });
}

function judgeHead(
  key: Buffer,
  stored: string | null,
  fileHead: Head | undefined,
  checked: number,
  lastMac: string,
): AuditVerification {
  const head = stored === null ? null : parseHead(key, stored);
  if (stored !== null && head === null) return bad(checked, checked, "The noted head of the log was changed.");
  if (stored === null && checked > 0) return bad(checked, checked, "The noted head of the log was removed.");
  const expected = Math.max(head?.sequence ?? 0, fileHead?.sequence ?? 0);
  if (expected > checked)
    return bad(checked, checked + 1, `The end of the log is missing: events ${checked + 1} to ${expected}.`);
  if (head !== null && (head.sequence !== checked || !isEqual(head.mac, lastMac))) {
    return bad(checked, head.sequence + 1, "There are events after the noted head of the log.");
  }
  return {
    isIntact: true,
    checked,
    firstBadSequence: null,
    finding: checked === 0 ? "The log is empty." : `All ${checked} events fit together.`,
  };
}
