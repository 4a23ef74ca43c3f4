import { type ApiReply, ok, requireQueryNames, type SessionRequest } from "../api";
import { HmcApiError } from "../errors";
import { readNames, selectExisting } from "../list-query";
import type { FakeObject, Properties } from "../model";
import type { HmcState } from "../state";

const GET_PARAMETERS: Readonly<Record<FakeObject["class"], readonly string[]>> = {
  console: ["properties"],
  cpc: ["properties", "cached-acceptable", "group-uri"],
  partition: ["properties"],
  "logical-partition": ["properties", "cached-acceptable", "group-uri"],
};

/**
 * Answers the GET of one object (sections 4 and 4.1: `properties`, `cached-acceptable`).
 * Throws HmcApiError 400.1 and 400.14.
 */
export function readObject(object: FakeObject, request: SessionRequest, hmc: HmcState): ApiReply {
  requireQueryNames(request, GET_PARAMETERS[object.class]);
  const names = readNames(request, "properties");
  const { propertiesQuery } = hmc.settings.level;
  if (names !== undefined && propertiesQuery === "refused") {
    throw new HmcApiError(400, 1, "The query parameter 'properties' is not recognized or not supported.");
  }
  if (names !== undefined && propertiesQuery === "supported") return ok(selectExisting(object, names));
  const answer: Properties = { ...object.properties };
  if (hmc.settings.implementationErrors) {
    answer["@@implementation-errors"] = [`Property without schema in ${object.class}`];
  }
  return ok(answer);
}
