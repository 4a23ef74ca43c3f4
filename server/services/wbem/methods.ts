import "server-only";
import type { z } from "zod";
import type * as methods from "@/contracts/wbem/methods";
import type * as values from "@/contracts/wbem/values";
import { invalidField } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { findStartedJob, readJob } from "@/server/protocols/wbem/concrete-job";
import { withDeclaredTypes } from "@/server/protocols/wbem/method-types";
import { withoutHost } from "@/server/protocols/wbem/model/builders";
import { findByName } from "@/server/protocols/wbem/model/names";
import type { CimClassName, CimInstanceName, CimMethod } from "@/server/protocols/wbem/model/objects";
import { textOfValue, valueMapOf } from "@/server/protocols/wbem/model/value-map";
import type { MethodResult, ToleratedDeviation } from "@/server/protocols/wbem/operations";
import { printWbemUri } from "@/server/protocols/wbem/uri/print";
import { requireConfirmation } from "../profile-record";
import { changeWbem, classFinder, getWbemProfile, readWbem } from "./connection";
import { mergeNotes } from "./declarations";
import { parametersFromGiven } from "./given";
import type { WatchedConnection } from "./recorders";
import { requirePath, shownPath, valueToWire } from "./wire";

type InvokeInput = z.output<typeof methods.wbemInvokeInput>;
type Target = (CimInstanceName | CimClassName) & { namespace: string };

function targetOf({ path, namespace, className }: InvokeInput): Target {
  if (path !== null) return requirePath(path);
  if (className === undefined) throw invalidField("className", "A static method needs the name of its class.");
  if (namespace === undefined) throw invalidField("namespace", "A static method needs the namespace of its class.");
  return { kind: "class-name", className, namespace, host: null };
}

/** The method as the class declares it; null where the server does not give the class. */
async function findMethod({ classes }: WatchedConnection, target: Target, name: string): Promise<CimMethod | null> {
  const declared = await classes.findClass(target.namespace, target.className);
  return (declared && findByName(declared.methods, name)) ?? null;
}

/** The text of a return value, by the value map of the method. */
function returnTextOf(declared: CimMethod | null, { returnValue }: MethodResult): string | null {
  if (declared === null || returnValue === null || typeof returnValue === "object") return null;
  const map = valueMapOf({ type: declared.returnType, qualifiers: declared.qualifiers });
  return map && textOfValue(map, returnValue);
}

/**
 * Calls a method of an instance or a class, once: a call that may have reached the server is never repeated.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`, `confirmation_mismatch`, the device's codes
 */
export async function invokeMethod(
  principal: Principal,
  profileId: string,
  input: InvokeInput,
  context: RequestContext,
): Promise<methods.WbemMethodResult> {
  const record = await getWbemProfile(principal, profileId, "operate");
  const target = targetOf(input);
  requireConfirmation(input.confirmation, input.method, "the name of the method");
  const parameters = await parametersFromGiven(input.parameters, classFinder(record, target.namespace));
  return changeWbem(
    { principal, context, record },
    {
      action: "wbem.method.invoke",
      objectType: target.kind === "class-name" ? "wbem-class" : "wbem-instance",
      objectId: printWbemUri({ ...target, host: null }),
      details: { method: input.method, parameters: parameters.map(({ name }) => name) },
    },
    async (connection) => {
      // Before the call: once the server has done it, nothing may fail that is not the call itself.
      const declared = await findMethod(connection, target, input.method);
      const notes: ToleratedDeviation[] = [];
      const startedAt = performance.now();
      const received = await connection.operations.InvokeMethod(input.method, target, parameters, {
        onTolerated: (note) => void notes.push(note),
      });
      const durationMs = performance.now() - startedAt;
      const result = declared === null ? received : withDeclaredTypes(received, declared);
      const job = findStartedJob(result.outputParameters);
      return {
        returnValue: valueToWire(result.returnValue),
        returnText: returnTextOf(declared, result),
        outputs: result.outputParameters.map(({ name, type, isArray, value }) => ({
          name,
          type,
          isArray,
          value: valueToWire(value),
        })),
        job: job && shownPath({ ...withoutHost(job), namespace: job.namespace ?? target.namespace }),
        durationMs,
        notes: mergeNotes(notes),
      };
    },
  );
}

/** A job as it is now. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function getJob(
  principal: Principal,
  profileId: string,
  path: values.WbemPath,
  signal?: AbortSignal,
): Promise<methods.WbemJob> {
  const name = requirePath(path);
  return readWbem(principal, profileId, async ({ operations }) => ({
    path,
    ...(await readJob(operations, name, signal)),
  }));
}
