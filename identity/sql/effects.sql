-- One row an asked pair of two persons and indicator that both have qualified for in the attached
-- release: as one person they count once.
with firsts as (
    select distinct
        subject_id as person_id,
        indicator_code
    from release.marts.fct_qualifications
    where subject_type = 'person' and is_first
)

select
    asked.pair,
    one.indicator_code,
    '-1' as effect
from asked
inner join firsts as one on asked.person_a = one.person_id
inner join firsts as other
    on asked.person_b = other.person_id and one.indicator_code = other.indicator_code
inner join release.marts.dim_indicators as indicators
    on one.indicator_code = indicators.indicator_code
where asked.person_a <> asked.person_b
order by asked.pair, one.indicator_code <> 'unique_beneficiaries', indicators.print_order;
