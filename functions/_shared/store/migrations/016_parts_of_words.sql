-- Text as it is searched, by the same tables as `folded` in functions/_shared/domain/folding.ts.
create function folded(given text) returns text
language plpgsql immutable parallel safe as $$
begin
  return translate(
    replace(replace(replace(replace(
      lower(regexp_replace(normalize(given, NFKD),
        '[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]',
        '', 'g')),
      'ß', 'ss'), 'þ', 'th'), 'œ', 'oe'), 'æ', 'ae'),
    'øłđðıħŧς’‘‚“”„‐‑–—', 'olddihtσ''''''"""----');
end $$;

-- Once more without umlauts where that differs: "Muell" finds "Müll", and "Müll" finds "Muell".
create function searchable(given text) returns text
language plpgsql immutable parallel safe as $$
declare
  plain text := folded(given);
  other text := regexp_replace(plain, '([aou])e', '\1', 'g');
begin
  return case when other = plain then plain else plain || E'\n' || other end;
end $$;

create function task_text(title text, notes text, tags text[]) returns text
language sql immutable parallel safe as $$
  select searchable(title || E'\n' || left(notes, 20000)
    || coalesce((select E'\n#' || string_agg(tag, ' #') from unnest(tags) tag), ''))
$$;

-- Every three characters of a text that no blank parts, and what is left of them at the end of a word. Each has the end of
-- the user's id before it, as in user_words.
create function user_parts(user_id uuid, words text) returns tsvector
language sql immutable parallel safe as $$
  select array_to_tsvector(array(
    select distinct right(user_id::text, 12) || split_part(part, ' ', 1)
    from (
      select a || coalesce(lead(a) over w, ' ') || coalesce(lead(a, 2) over w, ' ') as part
      from unnest(string_to_array(regexp_replace(words, '\s', ' ', 'g'), null)) with ordinality as letters (a, place)
      window w as (order by place)
    ) parts
    where part !~ '^ '
  ))
$$;

-- How well a task fits the words of a search; open ones come before done ones. `others` are the words without umlauts.
create function search_rank(title text, status text, words text[], others text[]) returns float8
language plpgsql immutable parallel safe as $$
declare
  plain text := searchable(title);
  rank float8 := case status when 'open' then 3 else 0 end;
begin
  for i in 1 .. cardinality(words) loop
    if strpos(plain, words[i]) = 0 and strpos(plain, others[i]) = 0 then return rank; end if;
  end loop;
  return rank + case when starts_with(plain, words[1]) then 2 else 1 end;
end $$;

alter table tasks add column searched text generated always as (task_text(title, notes, tags)) stored;
create index tasks_parts on tasks using gin (user_parts(user_id, searched));
