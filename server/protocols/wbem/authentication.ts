/** Who asks, told with each request: there are no sessions (reference, section 14.2; DSP0200, section 7.5). */
import { DeviceError } from "../errors";
import { type Challenge, nameSchemes, parseChallenges } from "./challenges";
import { chooseDigestChallenge, type DigestCredentials, DigestNonce, type DigestRequest } from "./digest";
import { WbemError } from "./errors";

export const authenticationModes = ["basic", "digest", "certificate", "none"] as const;
export type AuthenticationMode = (typeof authenticationModes)[number];

/** Opens user and password for one request. @throws DeviceError `secret_missing` */
export type OpenCredentials = () => Promise<DigestCredentials>;

/** One sending of one request. */
export interface Attempt {
  /** Value of the header at the moment of sending; undefined where nothing is sent. */
  authorize(request: DigestRequest): Promise<string | undefined>;
  /** What a 401 means: another attempt may be made, or the error. */
  onRefused(headers: ReadonlyMap<string, string>): Attempt | WbemError;
  /** The server took the request. */
  onAccepted(headers: ReadonlyMap<string, string>): void;
}

/** One way of authentication at one server. */
export interface Authenticator {
  attempt(): Attempt;
}

/** Makes the authenticator of a mode. A mode never falls back to another: what is not asked for is not sent. */
export function createAuthenticator(mode: AuthenticationMode, open: OpenCredentials): Authenticator {
  switch (mode) {
    case "basic":
      return { attempt: () => attemptBasic(open) };
    case "digest":
      return new DigestAuthenticator(open);
    default:
      return { attempt: () => attemptSilently(mode) };
  }
}

/** Nothing is sent: the server asks for nothing, or knows us by our certificate. */
function attemptSilently(mode: "certificate" | "none"): Attempt {
  return {
    authorize: async () => undefined,
    onRefused: (headers) => refuseSilence(mode, parseChallenges(headers.get("www-authenticate"))),
    onAccepted: () => undefined,
  };
}

function refuseSilence(mode: "certificate" | "none", challenges: readonly Challenge[]): WbemError {
  const wanted = describeOffer(challenges);
  if (mode === "none") {
    return refusal(`The WBEM server demands authentication${wanted}, and the profile says that it needs none.`, {
      remedy: "Choose the kind of authentication in the profile, and enter user and password.",
    });
  }
  return refusal(
    `The WBEM server does not know a user by our client certificate; it demands authentication${wanted}.`,
    {
      remedy:
        "Register the client certificate at the server for a user, or choose Basic or Digest in the profile, which go together with a client certificate.",
    },
  );
}

/** Sent with every request from the start (RFC 7617, in UTF-8). */
function attemptBasic(open: OpenCredentials): Attempt {
  return {
    async authorize() {
      const { userName, password } = await open();
      if (userName.includes(":")) {
        throw new DeviceError("invalid_request", "A user name for Basic authentication holds no colon.", {
          remedy: "Correct the user name in the profile.",
        });
      }
      return `Basic ${Buffer.from(`${userName}:${password}`, "utf8").toString("base64")}`;
    },
    onRefused: (headers) => refuseCredentials("basic", parseChallenges(headers.get("www-authenticate"))),
    onAccepted: () => undefined,
  };
}

/**
 * Keeps the nonces of a server. Each serves one request at a time, so that its counts arrive in their order even where
 * requests overtake each other on several sockets; a request that finds none asks for one.
 */
class DigestAuthenticator implements Authenticator {
  readonly #open: OpenCredentials;
  readonly #idle: DigestNonce[] = [];
  /** Nonces with which a password was found right: a later refusal means that the nonce is used up. */
  readonly #proven = new WeakSet<DigestNonce>();

  constructor(open: OpenCredentials) {
    this.#open = open;
  }

  attempt(given?: DigestNonce): Attempt {
    let nonce = given;
    return {
      authorize: async (request) => {
        nonce ??= this.#idle.pop();
        return nonce?.authorize(request, await this.#open());
      },
      onRefused: (headers) => this.#judge(nonce, parseChallenges(headers.get("www-authenticate"))),
      onAccepted: (headers) => {
        if (nonce !== undefined) this.#keep(nonce, headers.get("authentication-info"));
      },
    };
  }

  #judge(sent: DigestNonce | undefined, challenges: readonly Challenge[]): Attempt | WbemError {
    const challenge = chooseDigestChallenge(challenges);
    const isFirst = sent === undefined;
    const isOther = challenge?.nonce !== sent?.challenge.nonce;
    const isUsedUp = challenge?.isStale === true || (!isFirst && this.#proven.has(sent) && isOther);
    if (challenge === null || !(isFirst || isUsedUp)) return refuseCredentials("digest", challenges);
    return this.attempt(new DigestNonce(challenge));
  }

  /** The server may say which nonce it wants next (RFC 7616, section 3.5). */
  #keep(nonce: DigestNonce, info: string | undefined): void {
    const next = info === undefined ? undefined : parseChallenges(`Digest ${info}`)[0]?.parameters.get("nextnonce");
    const isOther = next !== undefined && next !== "" && next !== nonce.challenge.nonce;
    const kept = isOther ? new DigestNonce({ ...nonce.challenge, nonce: next, isStale: false }) : nonce;
    this.#proven.add(kept);
    this.#idle.push(kept);
  }
}

const schemeLabels = { basic: "Basic", digest: "Digest" } as const;

function refuseCredentials(mode: "basic" | "digest", challenges: readonly Challenge[]): WbemError {
  const isOffered =
    mode === "digest"
      ? chooseDigestChallenge(challenges) !== null
      : challenges.some(({ scheme }) => scheme === "basic");
  if (challenges.length > 0 && !isOffered) {
    const offered = nameSchemes(challenges);
    const other = mode === "basic" ? "digest" : "basic";
    const isOtherOffered = challenges.some(({ scheme }) => scheme === other);
    const isSameName = offered.includes(schemeLabels[mode]);
    return refusal(
      isSameName
        ? "The WBEM server offers Digest only with algorithms that are not known here."
        : `The WBEM server offers ${offered.join(", ")}, and the profile says ${schemeLabels[mode]}.`,
      {
        errorClass: "auth-scheme-unsupported",
        remedy: isOtherOffered
          ? `Choose ${schemeLabels[other]} as authentication in the profile.`
          : "Let the server offer Basic or Digest, or register a client certificate at it.",
      },
    );
  }
  const silence = challenges.length === 0 ? " It does not say which authentication it wants." : "";
  return refusal(`The WBEM server refused user or password, or does not admit this user.${silence}`, {
    remedy: "Enter user and password again. Do not try often: servers lock accounts after several failures.",
  });
}

function describeOffer(challenges: readonly Challenge[]): string {
  return challenges.length === 0 ? "" : ` (${nameSchemes(challenges).join(", ")})`;
}

/** What a server says about failed authentication can help an attacker and never helps an operator: it stays here. */
function refusal(message: string, { errorClass = "auth-failed", remedy }: { errorClass?: string; remedy: string }) {
  return new WbemError(message, { family: "authentication", status: 401, errorClass, remedy });
}
