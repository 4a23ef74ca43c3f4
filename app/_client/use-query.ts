"use client";
// Screens reach the query library through here, so that it stays replaceable and its imports in one folder.
export { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
