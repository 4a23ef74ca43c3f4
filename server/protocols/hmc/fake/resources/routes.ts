import type { Route } from "../api";
import { Router } from "../router";
import { aggregationRoute } from "./aggregation";
import { consoleRoutes } from "./console";
import { cpcRoutes } from "./cpcs";
import { jobRoutes } from "./job-resources";
import { logicalPartitionRoutes } from "./logical-partitions";
import { partitionRoutes } from "./partitions";
import { sessionRoutes } from "./session-resources";

/** All operations of the simulated API. */
export function createRouter(): Router {
  const routes: Route[] = [
    ...sessionRoutes,
    ...consoleRoutes,
    ...cpcRoutes,
    ...partitionRoutes,
    ...logicalPartitionRoutes,
    ...jobRoutes,
    aggregationRoute(() => router),
  ];
  const router = new Router(routes);
  return router;
}
