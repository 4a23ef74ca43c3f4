/** Requests to the simulator as text, so that its tests need nothing of the client. */
import http, { type IncomingHttpHeaders } from "node:http";
import type { FakeWbem } from "./fake-wbem";
import { DEFAULT_WBEM_USER } from "./options";
import { readXml, type XmlElement } from "./xml-reader";

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  trailers: NodeJS.Dict<string>;
  bytes: Buffer;
  /** @throws SyntaxError for what is not well-formed. */
  root(): XmlElement;
}

export interface RawOptions {
  headers?: Readonly<Record<string, string>>;
  method?: string;
  path?: string;
}

const { userName, password } = DEFAULT_WBEM_USER;
/** What Basic sends for the user that exists by default. */
export const basicAuthorization = `Basic ${Buffer.from(`${userName}:${password}`).toString("base64")}`;

/** Sends a request over HTTP. */
export function sendRaw(wbem: FakeWbem, body: string | Buffer, options: RawOptions = {}): Promise<RawAnswer> {
  const { method = "POST", path = "/cimom", headers = {} } = options;
  const bytes = Buffer.from(body);
  return new Promise((resolve, reject) => {
    const request = http.request({ host: wbem.host, port: wbem.httpPort, method, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const all = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          trailers: response.trailers,
          bytes: all,
          root: () => readXml(all.toString("utf8")),
        });
      });
    });
    request.on("error", reject);
    const standard = {
      "Content-Type": 'application/xml; charset="utf-8"',
      CIMOperation: "MethodCall",
      Authorization: basicAuthorization,
      "Content-Length": String(bytes.length),
    };
    for (const [name, value] of Object.entries({ ...standard, ...headers }))
      if (value !== "") request.setHeader(name, value);
    request.end(bytes);
  });
}

/** A message around a call. */
export function message(call: string): string {
  return `<?xml version="1.0" encoding="utf-8" ?>\n<CIM CIMVERSION="2.0" DTDVERSION="2.0"><MESSAGE ID="42" PROTOCOLVERSION="1.0"><SIMPLEREQ>${call}</SIMPLEREQ></MESSAGE></CIM>`;
}

const namespacePath = (namespace: string) =>
  `<LOCALNAMESPACEPATH>${namespace
    .split("/")
    .map((one) => `<NAMESPACE NAME="${one}"/>`)
    .join("")}</LOCALNAMESPACEPATH>`;

/** Content of parameters by their names: an element as it is, or a plain value. */
export type RawParameters = Readonly<Record<string, string | number | boolean | readonly string[]>>;

function contentOf(value: RawParameters[string]): string {
  if (typeof value === "string" && value.startsWith("<")) return value;
  if (typeof value === "object")
    return `<VALUE.ARRAY>${value.map((one) => `<VALUE>${one}</VALUE>`).join("")}</VALUE.ARRAY>`;
  return `<VALUE>${typeof value === "boolean" ? String(value).toUpperCase() : value}</VALUE>`;
}

/** CLASSNAME. */
export const className = (name: string) => `<CLASSNAME NAME="${name}"/>`;

/** INSTANCENAME with keys of type string. */
export function instanceName(of: string, keys: Readonly<Record<string, string>>): string {
  const bindings = Object.entries(keys).map(
    ([name, value]) =>
      `<KEYBINDING NAME="${name}"><KEYVALUE VALUETYPE="string" TYPE="string">${value}</KEYVALUE></KEYBINDING>`,
  );
  return `<INSTANCENAME CLASSNAME="${of}">${bindings.join("")}</INSTANCENAME>`;
}

/** Calls an intrinsic operation. */
export function callRaw(
  wbem: FakeWbem,
  operation: string,
  parameters: RawParameters = {},
  { namespace = "root/cimv2", ...options }: RawOptions & { namespace?: string } = {},
): Promise<RawAnswer> {
  const given = Object.entries(parameters).map(
    ([name, value]) => `<IPARAMVALUE NAME="${name}">${contentOf(value)}</IPARAMVALUE>`,
  );
  const call = `<IMETHODCALL NAME="${operation}">${namespacePath(namespace)}${given.join("")}</IMETHODCALL>`;
  const headers = { CIMMethod: operation, CIMObject: encodeURIComponent(namespace), ...options.headers };
  return sendRaw(wbem, message(call), { ...options, headers });
}

/** Calls a method of an instance, given by its INSTANCENAME, or of a class, given by its CLASSNAME. */
export function invokeRaw(
  wbem: FakeWbem,
  method: string,
  target: string,
  parameters = "",
  namespace = "root/cimv2",
): Promise<RawAnswer> {
  const kind = target.startsWith("<CLASSNAME") ? "LOCALCLASSPATH" : "LOCALINSTANCEPATH";
  const of = /NAME="([^"]*)"/.exec(target)?.[1] ?? "";
  const keys = kind === "LOCALINSTANCEPATH" ? ".key" : "";
  const call = `<METHODCALL NAME="${method}"><${kind}>${namespacePath(namespace)}${target}</${kind}>${parameters}</METHODCALL>`;
  const headers = { CIMMethod: method, CIMObject: encodeURIComponent(`${namespace}:${of}${keys}`) };
  return sendRaw(wbem, message(call), { headers });
}

/** All elements of that name below, in order. */
export function elementsOf(element: XmlElement, name: string): XmlElement[] {
  const below = element.children.flatMap((child) => elementsOf(child, name));
  return element.name === name ? [element, ...below] : below;
}

/** Status code of the ERROR element; null without one. */
export function errorCodeOf(answer: RawAnswer): number | null {
  const [error] = elementsOf(answer.root(), "ERROR");
  return error === undefined ? null : Number(error.attributes.get("CODE"));
}

/** Value of a property or output parameter of the first instance. */
export function textOf(element: XmlElement, name: string): string | undefined {
  const found = ["PROPERTY", "PARAMVALUE"].flatMap((one) => elementsOf(element, one));
  const holder = found.find((one) => one.attributes.get("NAME") === name);
  return holder === undefined ? undefined : elementsOf(holder, "VALUE")[0]?.text;
}
