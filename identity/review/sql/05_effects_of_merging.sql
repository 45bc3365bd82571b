-- One row per asked pair of two persons and indicator for which both count in the attached release:
-- as one person they would count once.
-- Reads: asked_pairs (review_queue.py), release.marts.fct_qualifications (input),
-- release.marts.dim_indicators (input).
-- Makes: the result.
with firsts as (
    select distinct
        subject_id as person_id,
        indicator_code
    from release.marts.fct_qualifications
    where subject_type = 'person' and is_first
)

select
    asked_pairs.pair,
    one.indicator_code,
    '-1' as effect
from asked_pairs
inner join firsts as one on asked_pairs.person_a = one.person_id
inner join firsts as other
    on asked_pairs.person_b = other.person_id and one.indicator_code = other.indicator_code
inner join release.marts.dim_indicators as indicators
    on one.indicator_code = indicators.indicator_code
where asked_pairs.person_a <> asked_pairs.person_b
order by asked_pairs.pair, one.indicator_code <> 'unique_beneficiaries', indicators.print_order;
