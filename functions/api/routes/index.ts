import type { Route } from "../route.ts";
import { authRoutes } from "./auth.ts";
import { bulkRoutes } from "./bulk.ts";
import { changeRoutes } from "./changes.ts";
import { chatRoutes } from "./chat.ts";
import { connectionRoutes } from "./connections.ts";
import { documentRoutes } from "./documents.ts";
import { emailRoutes } from "./email.ts";
import { exportRoutes } from "./export.ts";
import { historyRoutes } from "./history.ts";
import { importRoutes } from "./import.ts";
import { meRoutes } from "./me.ts";
import { notificationRoutes } from "./notifications.ts";
import { oauthRoutes } from "./oauth.ts";
import { operationRoutes } from "./operations.ts";
import { passkeyRoutes } from "./passkeys.ts";
import { passwordRoutes } from "./password.ts";
import { planRoutes } from "./plans.ts";
import { pushRoutes } from "./push.ts";
import { recurrenceRoutes } from "./recurrences.ts";
import { sessionRoutes } from "./sessions.ts";
import { summaryRoutes } from "./summary.ts";
import { taskRoutes } from "./tasks.ts";

/** Every route of the api; the router serves them and the OpenAPI document describes them. */
export const routes: Route[] = [
  ...authRoutes,
  ...sessionRoutes,
  ...passkeyRoutes,
  ...passwordRoutes,
  ...meRoutes,
  ...emailRoutes,
  ...taskRoutes,
  ...summaryRoutes,
  ...bulkRoutes,
  ...recurrenceRoutes,
  ...historyRoutes,
  ...changeRoutes,
  ...operationRoutes,
  ...planRoutes,
  ...exportRoutes,
  ...importRoutes,
  ...pushRoutes,
  ...notificationRoutes,
  ...connectionRoutes,
  ...oauthRoutes,
  ...chatRoutes,
  ...documentRoutes,
];
