-- Functions on which generated columns and indexes depend name their schema: a dump is restored without a search path,
-- and could not be restored before. What they return is unchanged.
create or replace function plain_words(text text) returns text
language plpgsql immutable parallel safe as $$
begin
  return translate(public.unaccent(normalize(text)), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32));
end $$;

create or replace function task_search(title text, notes text, tags text[]) returns tsvector
language plpgsql immutable parallel safe as $$
begin
  return setweight(to_tsvector('simple', public.plain_words(title)), 'A')
      || setweight(to_tsvector('simple', public.plain_words(array_to_string(tags, ' '))), 'B')
      || setweight(to_tsvector('simple', public.plain_words(left(notes, 20000))), 'C');
end $$;

create or replace function searchable(given text) returns text
language plpgsql immutable parallel safe as $$
declare
  plain text := public.folded(given);
  other text := regexp_replace(plain, '([aou])e', '\1', 'g');
begin
  return case when other = plain then plain else plain || E'\n' || other end;
end $$;

create or replace function task_text(title text, notes text, tags text[]) returns text
language sql immutable parallel safe as $$
  select public.searchable(title || E'\n' || left(notes, 20000)
    || coalesce((select E'\n#' || string_agg(tag, ' #') from unnest(tags) tag), ''))
$$;
