/** Query, delete and cancel of jobs (hmc-web-services-api.md, section 6). */
import { accepted, noContent, ok, param, type Route, requireQueryNames, route } from "../api";

export const jobRoutes: readonly Route[] = [
  route("GET", "/api/jobs/{job}", (request, hmc) => {
    requireQueryNames(request, []);
    return ok(hmc.jobs.query(param(request, "job"), request.session.user.userid));
  }),

  route("DELETE", "/api/jobs/{job}", (request, hmc) => {
    hmc.jobs.delete(param(request, "job"), request.session.user.userid);
    return noContent;
  }),

  route("POST", "/api/jobs/{job}/operations/cancel", (request, hmc) => {
    hmc.jobs.cancel(param(request, "job"), request.session.user.userid);
    return accepted;
  }),
];
