/** Files of test cases as pywbem's TestClientRecorder writes them (reference, section 15.4). */
import { parseDocument } from "yaml";
import { z } from "zod";

const headersSchema = z.record(z.string(), z.unknown()).nullish();

const caseSchema = z.object({
  name: z.string(),
  description: z.string().nullish(),
  ignore_test: z.boolean().nullish(),
  pywbem_request: z.object({
    namespace: z.string().nullish(),
    creds: z.array(z.unknown()).nullish(),
    operation: z.record(z.string(), z.unknown()),
  }),
  pywbem_response: z
    .object({
      result: z.unknown().optional(),
      pullresult: z.record(z.string(), z.unknown()).optional(),
      cim_status: z.union([z.number(), z.bigint()]).nullish(),
      error_instances: z.array(z.unknown()).nullish(),
      exception: z.string().nullish(),
      reply_len: z.union([z.number(), z.bigint()]).nullish(),
    })
    .nullish(),
  http_request: z
    .object({
      verb: z.string().nullish(),
      url: z.string().nullish(),
      headers: headersSchema,
      data: z.string().nullish(),
    })
    .nullish(),
  http_response: z
    .object({
      status: z.union([z.number(), z.bigint()]).nullish(),
      headers: headersSchema,
      data: z.string().nullish(),
      exception: z.string().nullish(),
    })
    .nullish(),
});
export type RecordedCase = z.infer<typeof caseSchema>;

/** A file that is no list of test cases. */
export class InvalidCaseFile extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvalidCaseFile";
  }
}

/**
 * Reads a file of cases; integers are kept exact.
 * @throws InvalidCaseFile saying where it is wrong.
 */
export function parseCaseFile(text: string): RecordedCase[] {
  const document = parseDocument(text, { intAsBigInt: true });
  const [error] = document.errors;
  if (error !== undefined) throw new InvalidCaseFile(`The file is not YAML: ${error.message.split("\n", 1)[0]}`);
  const cases = z.array(caseSchema).safeParse(document.toJS({ maxAliasCount: 100 }));
  if (cases.success) return cases.data;
  const [issue] = cases.error.issues;
  throw new InvalidCaseFile(`The file is no list of cases: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
}
