import path from "node:path";
import { z } from "zod";

const MIB = 1024 * 1024;

const blankIsAbsent = (value: unknown) => (typeof value === "string" && value.trim() === "" ? undefined : value);

function text() {
  return z.preprocess(blankIsAbsent, z.string().trim().optional());
}

function flag() {
  return z.preprocess(
    blankIsAbsent,
    z
      .enum(["0", "1", "false", "true"], { error: "must be 1 or 0" })
      .optional()
      .transform((value) => value === "1" || value === "true"),
  );
}

function integer(fallback: number, minimum: number, maximum: number) {
  return z.preprocess(blankIsAbsent, z.coerce.number().int().min(minimum).max(maximum).default(fallback));
}

function list() {
  return z.preprocess(
    blankIsAbsent,
    z
      .string()
      .optional()
      .transform((value) => (value ?? "").split(/[\s,]+/).filter((part) => part !== "")),
  );
}

const variables = z.object({
  NODE_ENV: z.preprocess(blankIsAbsent, z.enum(["production", "development", "test"]).default("production")),
  NODE_OPTIONS: text(),
  NODE_TLS_REJECT_UNAUTHORIZED: text(),
  NODE_EXTRA_CA_CERTS: text(),
  CREDENTIALS_DIRECTORY: text(),
  SIGNALBOX_HOST: z.preprocess(blankIsAbsent, z.string().trim().default("127.0.0.1")),
  SIGNALBOX_PORT: integer(3000, 0, 65_535),
  SIGNALBOX_PUBLIC_URL: z.preprocess(
    blankIsAbsent,
    z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
  ),
  SIGNALBOX_TLS_CERT_FILE: text(),
  SIGNALBOX_TLS_KEY_FILE: text(),
  SIGNALBOX_TRUSTED_PROXY: list(),
  SIGNALBOX_PLAIN_HTTP: flag(),
  SIGNALBOX_DATA_DIR: z.preprocess(blankIsAbsent, z.string().default("data")),
  SIGNALBOX_MASTER_KEY_FILE: text(),
  SIGNALBOX_MASTER_KEY_FD: z.preprocess(blankIsAbsent, z.coerce.number().int().min(3).optional()),
  SIGNALBOX_MASTER_KEY_COMMAND: text(),
  SIGNALBOX_MASTER_KEY_PASSPHRASE: z.preprocess(
    blankIsAbsent,
    z.enum(["prompt"], { error: "accepts only the word prompt, never the passphrase itself" }).optional(),
  ),
  SIGNALBOX_ALLOWED_ADDRESSES: list(),
  SIGNALBOX_LOG_LEVEL: z.preprocess(
    blankIsAbsent,
    z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  ),
  SIGNALBOX_BODY_LIMIT_BYTES: integer(MIB, 1024, 64 * MIB),
  SIGNALBOX_CSP_REPORTS: flag(),
  SIGNALBOX_INBOUND_PORT: z.preprocess(blankIsAbsent, z.coerce.number().int().min(0).max(65_535).optional()),
  SIGNALBOX_INBOUND_HOST: text(),
  SIGNALBOX_INBOUND_URL: z.preprocess(
    blankIsAbsent,
    z.url({ protocol: /^https$/, error: "must be an https URL" }).optional(),
  ),
  SIGNALBOX_DEMO: flag(),
});

/** The settings of one console process. Everything here comes from the environment and is fixed once it has started. */
export interface Env {
  mode: "production" | "development" | "test";
  /** Facts about Node's own switches, for the checks made before anything listens. */
  node: { options?: string; tlsRejectUnauthorized?: string; extraCaCerts?: string };
  listen: {
    host: string;
    /** 0 lets the system choose a free port. */
    port: number;
    /** The origin browsers use when it differs from the listening address, for example behind a proxy. */
    publicUrl?: string;
    certificateFile?: string;
    keyFile?: string;
    /** Networks (CIDR) whose last `X-Forwarded-For` entry is believed. */
    trustedProxies: readonly string[];
    /** Explicit consent to plain HTTP on an address other than loopback. */
    isPlainHttpAllowed: boolean;
  };
  /** The listener for what devices send by themselves, such as indications; absent: off. */
  inbound?: {
    host: string;
    /** 0 lets the system choose a free port. */
    port: number;
    /** The address that devices use when it differs from host name and port. */
    publicUrl?: string;
  };
  dataDirectory: string;
  /** Where the master key may come from; at most one is set. */
  masterKey: {
    file?: string;
    fileDescriptor?: number;
    credentialsDirectory?: string;
    command?: string;
    isPassphrasePrompted: boolean;
  };
  /** Addresses exempt from the block list for devices: `10.0.0.0/8`, `127.0.0.1`, `127.0.0.1:6794`, `[::1]:6794`. */
  allowedAddresses: readonly string[];
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "silent";
  bodyLimitBytes: number;
  /** Browsers report violations of the content security policy to `/api/csp-report`. */
  hasCspReports: boolean;
  /** The process shows simulated devices; the shell marks it. */
  isDemo: boolean;
}

/** Thrown when the environment cannot be used; `message` is one sentence for the person who started the process. */
export class EnvironmentError extends Error {
  readonly code = "environment-invalid";
}

/**
 * Reads and checks the settings.
 * @throws EnvironmentError naming the variable and what is wrong with it; never its value.
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const result = variables.safeParse(source);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new EnvironmentError(`${issue?.path.join(".") ?? "The environment"}: ${issue?.message ?? "is invalid"}.`);
  }
  const values = result.data;
  if ((values.SIGNALBOX_TLS_CERT_FILE === undefined) !== (values.SIGNALBOX_TLS_KEY_FILE === undefined)) {
    throw new EnvironmentError("SIGNALBOX_TLS_CERT_FILE and SIGNALBOX_TLS_KEY_FILE must be given together.");
  }
  const keySources = [
    values.SIGNALBOX_MASTER_KEY_FILE,
    values.SIGNALBOX_MASTER_KEY_FD,
    values.SIGNALBOX_MASTER_KEY_COMMAND,
    values.SIGNALBOX_MASTER_KEY_PASSPHRASE,
  ].filter((value) => value !== undefined);
  if (keySources.length > 1) {
    throw new EnvironmentError("Only one of the SIGNALBOX_MASTER_KEY_* variables may be given.");
  }
  return {
    mode: values.NODE_ENV,
    node: {
      options: values.NODE_OPTIONS,
      tlsRejectUnauthorized: values.NODE_TLS_REJECT_UNAUTHORIZED,
      extraCaCerts: values.NODE_EXTRA_CA_CERTS,
    },
    listen: {
      host: values.SIGNALBOX_HOST,
      port: values.SIGNALBOX_PORT,
      publicUrl: values.SIGNALBOX_PUBLIC_URL,
      certificateFile: values.SIGNALBOX_TLS_CERT_FILE,
      keyFile: values.SIGNALBOX_TLS_KEY_FILE,
      trustedProxies: values.SIGNALBOX_TRUSTED_PROXY,
      isPlainHttpAllowed: values.SIGNALBOX_PLAIN_HTTP,
    },
    inbound:
      values.SIGNALBOX_INBOUND_PORT === undefined
        ? undefined
        : {
            host: values.SIGNALBOX_INBOUND_HOST ?? values.SIGNALBOX_HOST,
            port: values.SIGNALBOX_INBOUND_PORT,
            publicUrl: values.SIGNALBOX_INBOUND_URL,
          },
    dataDirectory: path.resolve(values.SIGNALBOX_DATA_DIR),
    masterKey: {
      file: values.SIGNALBOX_MASTER_KEY_FILE,
      fileDescriptor: values.SIGNALBOX_MASTER_KEY_FD,
      credentialsDirectory: values.CREDENTIALS_DIRECTORY,
      command: values.SIGNALBOX_MASTER_KEY_COMMAND,
      isPassphrasePrompted: values.SIGNALBOX_MASTER_KEY_PASSPHRASE === "prompt",
    },
    allowedAddresses: values.SIGNALBOX_ALLOWED_ADDRESSES,
    logLevel: values.SIGNALBOX_LOG_LEVEL,
    bodyLimitBytes: values.SIGNALBOX_BODY_LIMIT_BYTES,
    hasCspReports: values.SIGNALBOX_CSP_REPORTS,
    isDemo: values.SIGNALBOX_DEMO,
  };
}

let parsed: Env | undefined;

/**
 * The settings of this process, parsed at the first call and then unchanged.
 * @throws EnvironmentError as `parseEnv`.
 */
export function getEnv(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}
