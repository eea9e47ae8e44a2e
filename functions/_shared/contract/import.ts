import { type OutgoingEvent, outgoing } from "./envelope.ts";
import { eventTypes, type ImportUploaded } from "./schemas.ts";
import { topics } from "./topics.ts";

/** The event upon which `read-import` reads a file. Its id is the import's, so that the file is read once, however often it is published. */
export function importEvent(from: string, time: Date, data: ImportUploaded): OutgoingEvent {
  const { import_id: id, user_id: userId } = data;
  const type = eventTypes.importUploaded;
  return outgoing(topics.importFiles, { id, from, type, userId, actor: "person", time, data });
}
