/** Certificates of the BMC itself (BMC reference, section 10). */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { requestFormInput } from "@/contracts/certificate-request";
import { createKeyPair, type KeyPair } from "@/server/pki/key-pair";
import { createRequest } from "@/server/pki/request";
import { readProperties } from "./body";
import { refuse, refuseProperty } from "./messages";
import { type FakeReply, type FakeRequest, isObject, type JsonObject } from "./model";

export const HTTPS_URI = "/redfish/v1/Managers/bmc/NetworkProtocol/HTTPS/Certificates";
export const TRUST_STORE_URI = "/redfish/v1/Managers/bmc/Truststore/Certificates";
const TRUST_STORE_SIZE = 10;
const BUSY_MS = 10_000;

function nameOf(text: string): JsonObject {
  const parts = new Map(text.split("\n").map((line) => line.split("=", 2) as [string, string]));
  return { CommonName: parts.get("CN"), Organization: parts.get("O") };
}

export interface StoreOptions {
  certPem: string;
  keyPem: string;
  now(): number;
  /** The web server reloads with a new certificate. */
  onReload(certPem: string, keyPem: string): void;
}

export class CertificateStore {
  readonly #options: StoreOptions;
  #https: string;
  readonly trusted = new Map<string, string>();
  #nextId = 1;
  #pending: KeyPair | undefined;
  #busyUntilMs = 0;
  readonly #factsByPem = new Map<string, JsonObject>();

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#https = options.certPem;
  }

  get httpsPem(): string {
    return this.#https;
  }

  uris(): string[] {
    return [`${HTTPS_URI}/1`, ...[...this.trusted.keys()].map((id) => `${TRUST_STORE_URI}/${id}`)];
  }

  describe(uri: string): JsonObject | undefined {
    const pem = uri === `${HTTPS_URI}/1` ? this.#https : this.trusted.get(uri.slice(TRUST_STORE_URI.length + 1));
    if (pem === undefined || !this.uris().includes(uri)) return undefined;
    return { ...this.#facts(pem), ...this.#place(uri) };
  }

  #place(uri: string): JsonObject {
    return {
      "@odata.id": uri,
      "@odata.type": "#Certificate.v1_0_0.Certificate",
      Id: uri.slice(uri.lastIndexOf("/") + 1),
      Name: uri.startsWith(HTTPS_URI) ? "HTTPS Certificate" : "TrustStore Certificate",
    };
  }

  /** Read once: the tree of resources is made for every request. */
  #facts(pem: string): JsonObject {
    const known = this.#factsByPem.get(pem);
    if (known !== undefined) return known;
    const certificate = new X509Certificate(pem);
    const facts = {
      CertificateString: certificate.toString(),
      Issuer: nameOf(certificate.issuer),
      Subject: nameOf(certificate.subject),
      KeyUsage: ["DigitalSignature", "KeyEncipherment"],
      ValidNotBefore: new Date(certificate.validFrom).toISOString(),
      ValidNotAfter: new Date(certificate.validTo).toISOString(),
    };
    this.#factsByPem.set(pem, facts);
    return facts;
  }

  /** One at a time; a new request overwrites the key of the one before. */
  async generateCsr(request: FakeRequest): Promise<FakeReply> {
    const texts = ["City", "CommonName", "Country", "Organization", "OrganizationalUnit", "State"];
    const body = readProperties(request, {
      required: {
        CertificateCollection: "object",
        ...Object.fromEntries(texts.map((name) => [name, "string" as const])),
      },
      optional: { AlternativeNames: "array", KeyPairAlgorithm: "string", KeyCurveId: "string", KeyBitLength: "number" },
    });
    if (this.#options.now() < this.#busyUntilMs) throw refuse(503, "ServiceTemporarilyUnavailable", "10");
    this.#busyUntilMs = this.#options.now() + BUSY_MS;
    const keyAlgorithm = body.KeyPairAlgorithm === "RSA" ? "rsa-2048" : "ec-p384";
    const keyPair = await createKeyPair(keyAlgorithm);
    this.#pending = keyPair;
    const names = Array.isArray(body.AlternativeNames) ? body.AlternativeNames : [];
    const form = requestFormInput.parse({
      keyAlgorithm,
      subject: {
        commonName: body.CommonName,
        organization: body.Organization,
        organizationalUnit: body.OrganizationalUnit,
        locality: body.City,
        state: body.State,
        country: body.Country,
      },
      names: names.map((value) => ({ type: "dns", value })),
    });
    const csr = await createRequest(form, keyPair);
    this.#busyUntilMs = 0;
    return { status: 200, body: { CSRString: csr, CertificateCollection: body.CertificateCollection } };
  }

  /** Key and certificate in one text, or the certificate alone after `generateCsr`. */
  replace(request: FakeRequest): FakeReply {
    const body = readProperties(request, {
      required: { CertificateString: "string", CertificateUri: "object", CertificateType: "string" },
    });
    const text = String(body.CertificateString);
    const uri = isObject(body.CertificateUri) ? String(body.CertificateUri["@odata.id"]) : "";
    if (body.CertificateType !== "PEM") {
      throw refuseProperty(
        400,
        "CertificateType",
        "PropertyValueNotInList",
        String(body.CertificateType),
        "CertificateType",
      );
    }
    if (this.describe(uri) === undefined) throw refuse(404, "ResourceNotFound", "Certificate", uri);
    const pem = readCertificate(text);
    if (uri.startsWith(TRUST_STORE_URI)) this.trusted.set(uri.slice(TRUST_STORE_URI.length + 1), pem);
    else this.#install(text, pem);
    return { status: 200, body: this.describe(uri) };
  }

  #install(text: string, pem: string): void {
    const keyPem = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(text)?.[0];
    const key = keyPem === undefined ? this.#pending?.privateKey : createPrivateKey(keyPem);
    // What is wrong inside is a bare 500 outside.
    if (key === undefined || !new X509Certificate(pem).checkPrivateKey(key)) throw refuse(500, "InternalError");
    this.#https = pem;
    // The file is taken over as it is: what stands beside the certificate is sent with it.
    const chain = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [pem];
    this.#options.onReload(chain.join("\n"), String(key.export({ format: "pem", type: "pkcs8" })));
  }

  /** Adds a CA to the trust store; an eleventh and a duplicate are refused without a reason. */
  add(request: FakeRequest): FakeReply {
    const isJson = /^application\/json/i.test(request.headers["content-type"] ?? "");
    const text = isJson
      ? String(
          readProperties(request, {
            required: { CertificateString: "string" },
            optional: { CertificateType: "string" },
          }).CertificateString,
        )
      : request.body.toString("utf8");
    const pem = readCertificate(text);
    if (this.trusted.size >= TRUST_STORE_SIZE || [...this.trusted.values()].includes(pem))
      throw refuse(500, "InternalError");
    const id = String(this.#nextId);
    this.#nextId += 1;
    this.trusted.set(id, pem);
    const uri = `${TRUST_STORE_URI}/${id}`;
    return { status: 201, headers: { Location: uri }, body: this.describe(uri) };
  }

  remove(uri: string): FakeReply {
    if (uri.startsWith(HTTPS_URI)) throw refuse(405, "ResourceCannotBeDeleted");
    if (!this.trusted.delete(uri.slice(TRUST_STORE_URI.length + 1))) {
      throw refuse(404, "ResourceNotFound", "Certificate", uri);
    }
    return { status: 204 };
  }
}

function readCertificate(text: string): string {
  try {
    return new X509Certificate(text.slice(Math.max(0, text.indexOf("-----BEGIN CERTIFICATE-----")))).toString();
  } catch {
    throw refuse(500, "InternalError");
  }
}
