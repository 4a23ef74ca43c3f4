import { Agent, fetch } from "undici";
import { requestFormInput } from "@/contracts/certificate-request";
import { createKeyPair } from "@/server/pki/key-pair";
import { createRequest } from "@/server/pki/request";
import { DEFAULT_USER } from "@/server/protocols/bmc/fake";
import type { SimulatedBmcs } from "./simulated-bmcs";

/**
 * What every exchange costs without a console: logon, root, signature and logoff on each BMC, all in parallel, with one
 * request made beforehand. Resolves with the milliseconds it took.
 * @throws Error when a BMC refuses.
 */
export async function runBareExchanges({ devices, rootPem }: SimulatedBmcs): Promise<number> {
  const form = requestFormInput.parse({ keyAlgorithm: "ec-p256", subject: { commonName: "console.example.com" } });
  const csr = await createRequest(form, await createKeyPair("ec-p256"));
  const dispatcher = new Agent({ connect: { ca: rootPem } });
  const began = performance.now();
  try {
    await Promise.all(devices.map(({ origin }) => exchange(origin, csr, dispatcher)));
    return performance.now() - began;
  } finally {
    await dispatcher.close();
  }
}

async function exchange(origin: string, csr: string, dispatcher: Agent): Promise<void> {
  const ask = async (method: string, path: string, token?: string, body?: object) => {
    const response = await fetch(origin + path, {
      method,
      dispatcher,
      headers: { "content-type": "application/json", ...(token === undefined ? {} : { "x-auth-token": token }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return response.headers;
  };
  const { userName, password } = DEFAULT_USER;
  const account = { UserName: userName, Password: password };
  const session = await ask("POST", "/redfish/v1/SessionService/Sessions", undefined, account);
  const token = session.get("x-auth-token") ?? "";
  await ask("GET", "/ibm/v1/Host/Certificate/root", token);
  await ask("POST", "/ibm/v1/Host/Actions/SignCSR", token, { CsrString: csr });
  await ask("DELETE", session.get("location") ?? "", token);
}
