import {
  type DBSchema,
  type IDBPDatabase,
  type IDBPObjectStore,
  type IDBPTransaction,
  openDB,
  unwrap,
} from "idb";
import type { Op } from "./ops.ts";
import {
  type Applied,
  nothingWritten,
  type Snapshot,
  type Storage,
  type Tx,
  type Written,
} from "./storage.ts";
import type { Task } from "./types.ts";

interface Schema extends DBSchema {
  tasks: { key: number; value: Task };
  ops: { key: number; value: Op; indexes: { task: number } };
  aliases: { key: number; value: number };
  operations: { key: string; value: Applied };
  meta: { key: string; value: unknown };
}
type Name = "tasks" | "ops" | "aliases" | "operations" | "meta";
const names: Name[] = ["tasks", "ops", "aliases", "operations", "meta"];

/** The database of one account on this device. */
export const databaseName = (user: string): string => `taskwake-${user}`;

/** Opens the replica in IndexedDB; `onWritten` is called for every transaction that changed something. */
export async function openReplica(
  user: string,
  onWritten: (written: Written) => void,
): Promise<Storage & { snapshot(): Promise<Snapshot> }> {
  const db = await openDB<Schema>(databaseName(user), 1, {
    upgrade(db) {
      db.createObjectStore("tasks", { keyPath: "id" });
      db.createObjectStore("ops", { keyPath: "n", autoIncrement: true }).createIndex("task", "task");
      for (const name of ["aliases", "operations", "meta"] as const) db.createObjectStore(name);
    },
    // A newer version of the client in another tab must not wait for this one.
    blocking: () => db.close(),
  });
  return {
    snapshot: () => snapshot(db),
    read: (work) => work(transaction(db.transaction(names), nothingWritten())),
    write: (work, durability) => write(db, work, onWritten, durability),
    close: () => db.close(),
  };
}

async function snapshot(db: IDBPDatabase<Schema>): Promise<Snapshot> {
  const tx = db.transaction(names);
  const [tasks, ops, locals, ids, metaKeys, meta] = await Promise.all([
    tx.objectStore("tasks").getAll(),
    tx.objectStore("ops").getAll(),
    tx.objectStore("aliases").getAllKeys(),
    tx.objectStore("aliases").getAll(),
    tx.objectStore("meta").getAllKeys(),
    tx.objectStore("meta").getAll(),
  ]);
  const aliases = locals.map((local, i) => [local, ids[i] as number] as [number, number]);
  return { tasks, ops, aliases, meta: Object.fromEntries(metaKeys.map((key, i) => [key, meta[i]])) };
}

async function write<Result>(
  db: IDBPDatabase<Schema>,
  work: (tx: Tx) => Promise<Result>,
  onWritten: (written: Written) => void,
  durability: IDBTransactionDurability = "relaxed",
): Promise<Result> {
  const written = nothingWritten();
  const tx = db.transaction(names, "readwrite", { durability });
  let result: Result;
  try {
    result = await work(transaction(tx, written));
    await tx.done;
  } catch (error) {
    // Nothing of a failed transaction is stored.
    tx.done.catch(() => undefined);
    try {
      tx.abort();
    } catch {}
    throw error;
  }
  try {
    if (Object.values(written).some((part) => Object.keys(part).length > 0)) onWritten(written);
  } catch (error) {
    // The data is stored: an error of a listener must not make the write look failed.
    reportError(error);
  }
  return result;
}

function transaction(tx: IDBPTransaction<Schema, Name[], "readonly" | "readwrite">, written: Written): Tx {
  // `fromEntries` forgets which store belongs to which name.
  const { tasks, ops, aliases, operations, meta } = Object.fromEntries(
    names.map((name) => [name, tx.objectStore(name)]),
  ) as unknown as { [Key in Name]: IDBPObjectStore<Schema, Name[], Key, "readwrite"> };
  return {
    task: (id) => tasks.get(id),
    tasks: () => tasks.getAll(),
    async putTask(task) {
      written.tasks.push(task);
      await tasks.put(task);
    },
    async putTasks(all) {
      written.tasks.push(...all);
      // A first load writes thousands: one promise for all of them, without the library's wrapping.
      const store = unwrap(tasks);
      for (const task of all.slice(0, -1)) store.put(task);
      const last = all.at(-1);
      if (last) await tasks.put(last);
    },
    async removeTask(id) {
      written.removed.push(id);
      await tasks.delete(id);
    },
    ops: (task) => (task === undefined ? ops.getAll() : ops.index("task").getAll(task)),
    async putOp(op) {
      op.n = await ops.put(op);
      written.ops.push(op);
    },
    async deleteOp(op) {
      written.done.push(op.id);
      await ops.delete(op.n as number);
    },
    alias: (local) => (local < 0 ? aliases.get(local) : Promise.resolve(undefined)),
    async putAlias(local, id) {
      written.aliases.push([local, id]);
      await aliases.put(id, local);
    },
    applied: (op) => operations.get(op),
    async putApplied(op, applied) {
      written.applied.push(op);
      await operations.put(applied, op);
    },
    meta: <Value>(key: string) => meta.get(key) as Promise<Value | undefined>,
    async putMeta(key, value) {
      written.meta[key] = value;
      await meta.put(value, key);
    },
  };
}
