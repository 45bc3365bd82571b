-- noqa: disable=all
-- (sqlfluff cannot read lambdas and list comprehensions of DuckDB)
-- One row per full name as typed: its words that identify a person, by spelling, sound and
-- consonants. Titles never identify; courtesy words (Begum) only if the name has no other word.
-- Reads: split_names (features.py), words (features.py).
-- Makes: names.
create or replace temporary table names as
with placed as (
    select
        split_names.text,
        unnest(split_names.words) as word,
        generate_subscripts(split_names.words, 1) as place
    from split_names
),

listed as (
    select
        placed.text,
        list(
            struct_pack(
                spelling := words.spelling,
                sound := words.sound,
                consonants := words.consonants,
                kind := words.kind
            ) order by placed.place
        ) as words
    from placed
    inner join words on placed.word = words.word
    where words.spelling <> ''
    group by placed.text
),

begun as (
    select
        *,
        coalesce(list_position([word.kind <> 'title' for word in words], true), 1) as first_name
    from listed
),

-- A title is a name where it stands behind one (Nur Mohammad), and a man may be called Akter.
identifying as (
    select
        text,
        list_filter(
            words,
            lambda word, place: place = first_name
            or (place > first_name and (word.kind <> 'title' or length(word.spelling) > 3))
        ) as spelt,
        first_name
    from begun
),

parted as (
    select
        text,
        spelt,
        coalesce(
            nullif(
                list_filter(
                    spelt,
                    lambda word, place: word.kind <> 'courtesy'
                    or (place = 1 and word.consonants = 'aktr')
                ), []
            ), spelt
        ) as words
    from identifying
),

split_given as (
    select
        *,
        -- Abdul Karim is one given name in two words.
        case when words[1].kind = 'half' and len(words) > 1 then 2 else 1 end as given_words
    from parted
)

select
    text,
    array_to_string([word.spelling for word in spelt], ' ') as spelling,
    array_to_string([word.sound for word in words], ' ') as sound,
    -- The vowel at the start of a later word goes: it is not there if the two were typed as one.
    concat(
        words[1].consonants,
        array_to_string([ltrim(word.consonants, 'a') for word in words[2:]], '')
    ) as key,
    array_to_string(list_sort([word.consonants for word in words]), '') as sorted_key,
    array_to_string([word.consonants for word in words[1:given_words]], '') as given_key,
    array_to_string([word.sound for word in words[1:given_words]], '') as given_sound,
    case when len(words) > given_words then words[-1].consonants end as last_key
from split_given;
