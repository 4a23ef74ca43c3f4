/** One request and its answer, as the codec sees the way to a WBEM server (DSP0200, section 6). */

/** A CIM-XML message to send. The way adds Content-Type, Content-Length and Authorization. */
export interface WbemRequest {
  /** Name of the operation or method, for records and statistics. */
  operation: string;
  /** CIMOperation, CIMMethod and CIMObject, or CIMExport and CIMExportMethod; values already percent-encoded. */
  headers: Readonly<Record<string, string>>;
  /** UTF-8 text with its XML declaration. */
  body: string;
  signal?: AbortSignal;
}

/** An answer whose head has arrived with status 200 and a Content-Type that may be CIM-XML. */
export interface WbemAnswer {
  /** By lower-case name. */
  headers: ReadonlyMap<string, string>;
  /** As it arrives, decompressed; must be read to the end or destroyed. Reading slowly holds the server back. */
  body: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown };
  /** CIMError, CIMStatusCode and CIMStatusCodeDescription sent after the body; empty before its end and without them. */
  trailers(): ReadonlyMap<string, string>;
}

/**
 * Sends one request; never repeats one that may have reached the server.
 * @throws WbemError `http`, `authentication`, `header-parse`; TransportError for the way itself, timeouts included.
 */
export type WbemExchange = (request: WbemRequest) => Promise<WbemAnswer>;
