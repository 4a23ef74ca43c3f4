import type { WbemClassSummary } from "@/contracts/wbem/classes";
import { ListTag } from "../list-tag";

/** What sort of class it is, in words. */
export function ClassMarks({
  of,
}: {
  of: Pick<WbemClassSummary, "isAssociation" | "isIndication" | "isAbstract" | "isExperimental" | "isDeprecated">;
}) {
  const marks = [
    of.isAssociation ? "association" : null,
    of.isIndication ? "indication" : null,
    of.isAbstract ? "abstract" : null,
    of.isExperimental ? "experimental" : null,
    of.isDeprecated ? "deprecated" : null,
  ];
  return marks.map((mark) => (mark === null ? null : <ListTag key={mark}>{mark}</ListTag>));
}
