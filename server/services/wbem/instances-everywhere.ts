import "server-only";
import { DeviceError } from "@/server/protocols/errors";
import { isCimStatus } from "@/server/protocols/wbem/errors";
import type { InstanceStream } from "@/server/protocols/wbem/operations";
import { CIM_ERR_INVALID_CLASS } from "@/server/protocols/wbem/status-codes";
import { isOfOnePart } from "./parts";
import type { WatchedConnection } from "./recorders";
import { knownNamespaces } from "./server";

/**
 * Instances of every namespace that is known of, one after the other. Namespaces without the class are passed over. One that
 * cannot be read does not keep the others from being read; it is told in the end.
 * @throws DeviceError naming the first namespace that could not be read; at once what makes all further asking useless
 */
export async function* instancesEverywhere(
  connection: WatchedConnection,
  listIn: (namespace: string) => InstanceStream,
): InstanceStream {
  const { names } = await knownNamespaces(connection);
  let failure: DeviceError | null = null;
  for (const namespace of names) {
    try {
      yield* listIn(namespace);
    } catch (error) {
      if (isCimStatus(error, CIM_ERR_INVALID_CLASS)) continue;
      if (!(error instanceof DeviceError) || !isOfOnePart(error)) throw error;
      const { code, message, remedy, device, errorClass } = error;
      failure ??= new DeviceError(code, `${namespace}: ${message}`, { remedy, device, errorClass, cause: error });
    }
  }
  if (failure !== null) throw failure;
}
