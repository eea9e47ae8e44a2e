import * as z from "zod";
import asyncApi from "../documents/asyncapi.json" with { type: "json" };
import openApi from "../documents/openapi.json" with { type: "json" };
import { reference, referenceHeaders } from "../documents/reference.ts";
import { route } from "../route.ts";

const tag = "Documents";
const json = (path: string, summary: string, document: Record<string, unknown>) =>
  route({
    method: "GET",
    path,
    tag,
    summary,
    open: true,
    responses: { 200: z.record(z.string(), z.unknown()) },
    handle: async () => ({ status: 200, body: document }),
  });

const page = route({
  method: "GET",
  path: "/reference",
  tag,
  summary: "The API's reference, to read and to try",
  open: true,
  files: ["text/html"],
  responses: { 200: z.string() },
  handle: async () => ({ status: 200, body: reference, headers: referenceHeaders }),
});

export const documentRoutes = [
  json("/openapi.json", "This API as an OpenAPI 3.1 document", openApi),
  json("/asyncapi.json", "The events as an AsyncAPI 3.0 document", asyncApi),
  page,
];
