import * as z from "zod";
import { defineExporter } from "../_shared/platform/exporter.ts";
import { kafkaSettings } from "../_shared/platform/kafka.ts";
import { openDatabase } from "../_shared/store/database.ts";
import { openMeasure } from "./measure.ts";

/**
 * Answers `GET /metrics` with what must hold while nothing runs: overdue reminders, unfinished operations, unpublished
 * events, dead letters, deliveries and the lag of each consumer group, asked of PostgreSQL and Kafka at each scrape.
 */
export default defineExporter("meter", {
  settings: { DATABASE_URL: z.url(), ...kafkaSettings },
  open: (settings) =>
    openMeasure({
      now: () => new Date(),
      kafka: settings,
      // Few connections, and queries that end before the scrape does.
      db: openDatabase(settings.DATABASE_URL, { max: 3, name: "meter", queryTimeout: 5000 }),
    }),
});
