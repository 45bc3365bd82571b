-- The rows behind the parts: everybody and everything that counts otherwise for a reason, by the
-- ids of fct_qualifications.
insert into rows_behind
select
    effects.cause,
    effects.subject_type,
    case
        when effects.subject_type = 'person'
            then coalesce(people.now_person, people.then_person, effects.subject)
        else effects.subject
    end as subject_id,
    effects.indicator_code,
    effects.counting_month,
    effects.sex,
    effects.origin,
    effects.platform,
    sum(effects.new_effect)::bigint as new_effect,
    sum(effects.served_effect)::bigint as served_effect,
    arg_max(effects.source_file_id, effects.new_effect + effects.served_effect) as source_file_id,
    arg_max(effects.table_name, effects.new_effect + effects.served_effect) as table_name,
    arg_max(effects.row_number, effects.new_effect + effects.served_effect) as row_number
from effects
left join people on effects.subject_type = 'person' and effects.subject = people.unit
where effects.counting_month <= getvariable('last_month')
group by all
having new_effect <> 0 or served_effect <> 0;
