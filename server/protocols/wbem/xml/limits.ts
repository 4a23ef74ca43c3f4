/** What an answer may cost us, whatever a server sends (SEC-E2). */
export interface XmlLimits {
  /** Nesting of elements; a key that is a path adds four levels. */
  depth: number;
  /** Characters of one text, one tag with its attributes, or one comment. */
  tokenLength: number;
  /** Attributes of one element; DSP0201 has at most twelve. */
  attributes: number;
  /** Characters of the name of an element. */
  nameLength: number;
  /** Elements of one object. */
  objectElements: number;
  /** Characters of one embedded object, which is read in one go. */
  embeddedLength: number;
  /** Objects embedded in one another. */
  embeddedDepth: number;
}

export const defaultLimits: XmlLimits = {
  depth: 64,
  tokenLength: 16 * 1024 * 1024,
  attributes: 256,
  nameLength: 256,
  objectElements: 200_000,
  embeddedLength: 1024 * 1024,
  embeddedDepth: 16,
};
