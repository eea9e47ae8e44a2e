// Written by `npm run generate` from the files beside it.
import sql001 from "./001_init.sql";
import sql002 from "./002_import_entries.sql";
import sql003 from "./003_counted_tasks.sql";
import sql004 from "./004_confirmed_email.sql";
import sql005 from "./005_plain_words.sql";
import sql006 from "./006_search_by_user.sql";
import sql007 from "./007_trimmed_by_age.sql";
import sql008 from "./008_language.sql";
import sql009 from "./009_import_files.sql";
import sql010 from "./010_access.sql";
import sql011 from "./011_plans.sql";
import sql012 from "./012_undone_operations.sql";
import sql013 from "./013_pending_notifications.sql";
import sql014 from "./014_counted_reminders.sql";
import sql015 from "./015_known_zones.sql";
import sql016 from "./016_parts_of_words.sql";
import sql017 from "./017_chat.sql";
import sql018 from "./018_sessions.sql";
import sql019 from "./019_meter.sql";
import sql020 from "./020_restorable.sql";
import sql021 from "./021_counted_bytes.sql";
import sql022 from "./022_presence.sql";
import sql023 from "./023_position.sql";
import sql024 from "./024_chat_messages.sql";
import sql025 from "./025_accounts.sql";
import sql026 from "./026_passkeys.sql";

/** Migrations in order. Each runs once, and must be compatible with the previous version, which still runs. */
export const migrations = [
  { id: 1, name: "init", sql: sql001 },
  { id: 2, name: "import-entries", sql: sql002 },
  { id: 3, name: "counted-tasks", sql: sql003 },
  { id: 4, name: "confirmed-email", sql: sql004 },
  { id: 5, name: "plain-words", sql: sql005 },
  { id: 6, name: "search-by-user", sql: sql006 },
  { id: 7, name: "trimmed-by-age", sql: sql007 },
  { id: 8, name: "language", sql: sql008 },
  { id: 9, name: "import-files", sql: sql009 },
  { id: 10, name: "access", sql: sql010 },
  { id: 11, name: "plans", sql: sql011 },
  { id: 12, name: "undone-operations", sql: sql012 },
  { id: 13, name: "pending-notifications", sql: sql013 },
  { id: 14, name: "counted-reminders", sql: sql014 },
  { id: 15, name: "known-zones", sql: sql015 },
  { id: 16, name: "parts-of-words", sql: sql016 },
  { id: 17, name: "chat", sql: sql017 },
  { id: 18, name: "sessions", sql: sql018 },
  { id: 19, name: "meter", sql: sql019 },
  { id: 20, name: "restorable", sql: sql020 },
  { id: 21, name: "counted-bytes", sql: sql021 },
  { id: 22, name: "presence", sql: sql022 },
  { id: 23, name: "position", sql: sql023 },
  { id: 24, name: "chat-messages", sql: sql024 },
  { id: 25, name: "accounts", sql: sql025 },
  { id: 26, name: "passkeys", sql: sql026 },
];
