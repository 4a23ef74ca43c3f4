/** Messages and error bodies as the web server of the BMC writes them (BMC reference, sections 4.2 and 8). */
import { FakeRefusal, type FakeReply, type JsonObject } from "./model";

const REGISTRY = "Base.1.19";

const texts: Readonly<Record<string, [text: string, severity: string]>> = {
  Success: ["The request completed successfully.", "OK"],
  GeneralError: [
    "A general error has occurred. See Resolution for information on how to resolve the error.",
    "Critical",
  ],
  ResourceNotFound: ["The requested resource of type %1 named '%2' was not found.", "Critical"],
  ResourceAtUriUnauthorized: [
    "While accessing the resource at '%1', the service received an authorization error '%2'.",
    "Critical",
  ],
  InsufficientPrivilege: [
    "There are insufficient privileges for the account to perform the requested operation.",
    "Critical",
  ],
  PasswordChangeRequired: [
    "The password provided for this account must be changed before access is granted. PATCH the Password property for this account located at the target URI '%1' to complete this process.",
    "Critical",
  ],
  GenerateSecretKeyRequired: [
    "The secret key must be generated for the account at '%1' before access is granted.",
    "Critical",
  ],
  PropertyMissing: ["The property %1 is a required property and must be included in the request.", "Warning"],
  PropertyUnknown: ["The property %1 is not in the list of valid properties for the resource.", "Warning"],
  PropertyValueTypeError: [
    "The value '%1' for the property %2 is of a different type than the property can accept.",
    "Warning",
  ],
  PropertyValueNotInList: ["The value '%1' for the property %2 is not in the list of acceptable values.", "Warning"],
  PropertyValueFormatError: [
    "The value '%1' for the property %2 is not a format that the property can accept.",
    "Warning",
  ],
  PropertyNotWritable: ["The property %1 is a read-only property and cannot be assigned a value.", "Warning"],
  PropertyValueModified: ["The property %1 was assigned the value '%2' due to modification by the service.", "Warning"],
  ActionParameterUnknown: ["The action %1 was submitted with the invalid parameter %2.", "Warning"],
  UnrecognizedRequestBody: [
    "The service detected a malformed request body that it was unable to interpret.",
    "Warning",
  ],
  MalformedJSON: [
    "The request body submitted was malformed JSON and could not be parsed by the receiving service.",
    "Critical",
  ],
  EmptyJSON: [
    "The request body submitted contained an empty JSON object and the service is unable to process it.",
    "Warning",
  ],
  NoOperation: [
    "The request body submitted contain no data to act upon and no changes to the resource took place.",
    "Warning",
  ],
  PreconditionFailed: ["The ETag supplied did not match the ETag required to change this resource.", "Critical"],
  OperationNotAllowed: ["The HTTP method is not allowed on this resource.", "Critical"],
  ResourceCannotBeDeleted: ["The delete request failed because the resource requested cannot be deleted.", "Critical"],
  QueryNotSupported: ["Querying is not supported by the implementation.", "Warning"],
  QueryParameterValueFormatError: [
    "The value '%1' for the parameter %2 is not a format that the parameter can accept.",
    "Warning",
  ],
  ServiceTemporarilyUnavailable: ["The service is temporarily unavailable. Retry in %1 seconds.", "Critical"],
  InternalError: ["The request failed due to an internal service error. The service is still operational.", "Critical"],
};

/** One entry of extended information. */
export function message(key: string, ...args: string[]): JsonObject {
  const [template, severity] = texts[key] ?? [key, "Warning"];
  const text = args.reduce((filled, argument, index) => filled.replaceAll(`%${index + 1}`, argument), template);
  return {
    "@odata.type": "#Message.v1_1_1.Message",
    MessageId: `${REGISTRY}.${key}`,
    Message: text,
    MessageArgs: args,
    MessageSeverity: severity,
    Resolution: "None.",
  };
}

/** The `error` object with one message. */
export function errorBody(key: string, ...args: string[]): JsonObject {
  const entry = message(key, ...args);
  return {
    error: { code: String(entry.MessageId), message: String(entry.Message), "@Message.ExtendedInfo": [entry] },
  };
}

/** A body of messages about one property, without an `error` object. */
export function propertyBody(property: string, key: string, ...args: string[]): JsonObject {
  return { [`${property}@Message.ExtendedInfo`]: [message(key, ...args)] };
}

/** A refusal with an `error` object. */
export function refuse(status: number, key: string, ...args: string[]): FakeRefusal {
  return new FakeRefusal({ status, body: errorBody(key, ...args) });
}

/** A refusal without a body, as on the routes that are not Redfish. */
export function refuseEmpty(status: number, headers?: Record<string, string>): FakeRefusal {
  return new FakeRefusal({ status, headers });
}

/** A refusal about one property. */
export function refuseProperty(status: number, property: string, key: string, ...args: string[]): FakeRefusal {
  return new FakeRefusal({ status, body: propertyBody(property, key, ...args) });
}

/** The answer of the IBM routes: a text in `Description`. */
export function described(status: number, description: string, headers?: Record<string, string>): FakeReply {
  return { status, headers, body: { Description: description } };
}
