-- One row per record with the values that the model compares and blocks on: names by sound (see
-- normalise/), documents and dates in one form.
-- Reads: fields, names.
-- Makes: the result.
select
    fields.record,
    names.spelling as name,
    names.sound as name_sound,
    names.key as name_key,
    names.sorted_key as name_sorted,
    names.given_key,
    names.given_sound,
    names.last_key,
    fathers.spelling as father,
    fathers.sound as father_sound,
    fathers.key as father_key,
    fathers.sorted_key as father_sorted,
    fathers.given_key as father_given_key,
    fathers.given_sound as father_given_sound,
    fathers.last_key as father_last_key,
    fields.birth_date,
    fields.birth_year,
    fields.birth_text,
    fields.is_year_only,
    case when not fields.is_year_only then fields.birth_text end as birth_day,
    fields.phone,
    fields.district,
    fields.sex,
    fields.nid,
    fields.passport
from fields
left join names on fields.full_name = names.text
left join names as fathers on fields.father_name = fathers.text
