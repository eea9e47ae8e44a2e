/** Bytes after which a page ends, whatever its number of rows: several pages are in memory at a time. */
export const pageBytes = 1024 * 1024;

/** About the bytes of a task beside its notes. */
const taskOverhead = 1000;

/** SQL for the bytes of a task's row; neither function reads the notes themselves. */
export const taskBytes = `octet_length(notes) + coalesce(pg_column_size(recurrence), 0) + ${taskOverhead}`;

/**
 * SQL for the first rows of `page`, an ordered query with a limit: as many as fit into a page's bytes, and one at least.
 * `bytes` is the size of a row. Each row also has `found`, the number of all rows of `page`.
 */
export const withinBytes = (page: string, { order, bytes }: { order: string; bytes: string }): string => `(
  select * from (
    select *, count(*) over () as found, sum(${bytes}) over (order by ${order}) - (${bytes}) as bytes_before
    from (${page}) page
  ) measured where bytes_before < ${pageBytes}
)`;
