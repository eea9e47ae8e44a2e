-- Punctuation separates words in stored and in typed text, because PostgreSQL's parser takes "milk/eggs" for a file.
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

-- A typed query: every word must occur, the last one also as a prefix. Null when it contains no word.
create function search_query(words text) returns tsquery
language plpgsql immutable parallel safe as $$
begin
  return (nullif(plainto_tsquery('simple', plain_words(words))::text, '') || ':*')::tsquery;
end $$;

update tasks set title = title where title || array_to_string(tags, ' ') || notes ~ '[!-/:-@\[-`{-~]';
