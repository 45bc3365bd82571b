-- One row a full name as typed: its words that say who somebody is, in their spelling, sound and
-- consonants. Titles never do; courtesy words (Begum) only where there is no other.
create or replace temporary table names as
with placed as (
    select
        split_names.text,
        unnest(split_names.words) as word,
        generate_subscripts(split_names.words, 1) as place
    from split_names
),

known as (
    select
        placed.text,
        placed.place,
        words.*,
        count(*) filter (where words.kind <> 'title') over (
            partition by placed.text order by placed.place
            rows between unbounded preceding and 1 preceding
        ) as names_before
    from placed
    inner join words on placed.word = words.word
    where words.spelling <> ''
),

-- Nur Mohammad bears as a name what is a title before one, and a man may be called Akter.
ranked as (
    select
        *,
        case
            when kind = 'title' and (names_before = 0 or length(spelling) <= 3) then 2
            when kind = 'courtesy' and names_before > 0 then 1
            else 0
        end as weakness
    from known
),

telling as (
    select
        ranked.*,
        min(weakness) over (partition by text) as strongest
    from ranked
),

told as (
    select
        text,
        list(
            struct_pack(
                sound := sound, consonants := consonants, half := kind = 'half'
            ) order by place
        ) filter (where weakness = strongest) as words,
        string_agg(spelling, ' ' order by place) filter (where weakness < 2 or strongest = 2)
            as spelling
    from telling
    group by text
),

parted as (
    select
        *,
        -- Abdul Karim is one given name in two words.
        case when words[1].half and len(words) > 1 then 2 else 1 end as given_words
    from told
)

select
    text,
    spelling,
    array_to_string([word.sound for word in words], ' ') as sound,
    -- Of the whole, so that words that were typed together make no difference.
    concat(
        case when left(words[1].sound, 1) in ('a', 'i', 'u') then 'a' else '' end,
        regexp_replace(array_to_string([word.sound for word in words], ''), '[aiu]', '', 'g')
    ) as key,
    array_to_string(list_sort([word.consonants for word in words]), '') as sorted_key,
    array_to_string([word.consonants for word in words[1:given_words]], '') as given_key,
    array_to_string([word.sound for word in words[1:given_words]], '') as given_sound,
    case when len(words) > given_words then words[-1].consonants end as last_key
from parted;
