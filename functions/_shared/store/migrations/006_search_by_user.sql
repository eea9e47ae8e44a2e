-- Each word is prefixed with the end of the user's id, so that an index entry leads to that user's tasks only. Two
-- users may share an end, so queries still filter by user. A lexeme has at most 2,046 bytes.
create function user_words(user_id uuid, search tsvector) returns tsvector
language sql immutable parallel safe as $$
  select array_to_tsvector(array(select right(user_id::text, 12) || lexeme from unnest(search) where octet_length(lexeme) <= 2034))
$$;
create function user_query(user_id uuid, query tsquery) returns tsquery
language sql immutable parallel safe as $$
  select regexp_replace(query::text, '''((?:[^'']|'''')*)''', '''' || right(user_id::text, 12) || '\1''', 'g')::tsquery
$$;

create index tasks_words on tasks using gin (user_words(user_id, search));
