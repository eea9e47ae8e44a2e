-- Punctuation parts words, in what is kept as in what is typed: PostgreSQL's parser takes "milk/eggs" for a file.
create function plain_words(text text) returns text
language plpgsql immutable parallel safe as $$
begin
  return translate(unaccent(normalize(text)), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32));
end $$;

create or replace function task_search(title text, notes text, tags text[]) returns tsvector
language plpgsql immutable parallel safe as $$
begin
  return setweight(to_tsvector('simple', plain_words(title)), 'A')
      || setweight(to_tsvector('simple', plain_words(array_to_string(tags, ' '))), 'B')
      || setweight(to_tsvector('simple', plain_words(left(notes, 20000))), 'C');
end $$;

-- What a person typed: every word must be there, the last as a prefix too. Null when there is no word in it.
create function search_query(words text) returns tsquery
language plpgsql immutable parallel safe as $$
begin
  return (nullif(plainto_tsquery('simple', plain_words(words))::text, '') || ':*')::tsquery;
end $$;

-- The end of the user's id before each word: an entry of the index then leads to tasks of that user alone. Two
-- users may share an end, so who asks still names himself.
create function user_words(user_id uuid, search tsvector) returns tsvector
language sql immutable parallel safe as $$
  select array_to_tsvector(array(select right(user_id::text, 12) || lexeme from unnest(search)))
$$;
create function user_query(user_id uuid, query tsquery) returns tsquery
language sql immutable parallel safe as $$
  select regexp_replace(query::text, '''((?:[^'']|'''')*)''', '''' || right(user_id::text, 12) || '\1''', 'g')::tsquery
$$;

update tasks set title = title where title || array_to_string(tags, ' ') || notes ~ '[!-/:-@\[-`{-~]';
-- The version before this one searches without an index for as long as the rollout takes.
drop index tasks_search;
create index tasks_words on tasks using gin (user_words(user_id, search));
