import "server-only";

export { findPagePrincipal, requirePagePrincipal } from "./page-principal";
export { isSessionLive, type LoadOptions, loadPrincipal, loadPrincipalBySession } from "./session-principal";
