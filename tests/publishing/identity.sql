-- Who is who in the small programme: P1 came to Sylhet in August and to Dhaka in September, where he
-- was screened again and counselled on the 6th; the record of P4 holds nothing to match on.
insert into marts.dim_joining_rules by name
select * from (values
    ('first', null, null, 'The oldest case'),
    ('model', 'model', 1, 'Alike enough'),
    ('passport', 'document', 2, 'One passport'),
    ('nid', 'document', 3, 'One identity number'),
    ('decision', 'decision', 4, 'A reviewer said so')
) as t (joined_by, evidence, strength, meaning);

insert into marts.bridge_beneficiary_cases by name
select *, 'returnees-SYL-2022-08' as source_file_id
from (values
    ('SYL', 'S1', 'P1', date '2022-08-01', 'first', null, null, null, true, 1),
    ('SYL', 'S2', 'P2', date '2022-08-08', 'first', null, null, null, true, 2),
    ('SYL', 'S3', 'P3', date '2022-08-31', 'first', null, null, null, true, 3),
    ('DHK', 'D1', 'P1', date '2022-09-04', 'model', 8.5, 'SYL', 'S1', true, 4),
    ('SYL', 'S4', 'P4', date '2022-09-30', 'first', null, null, null, false, 5),
    ('SYL', 'S5', 'P5', date '2022-10-01', 'first', null, null, null, false, 6)
) as t (centre_code, case_id, person_id, registration_date, joined_by, match_weight,
    joined_to_centre_code, joined_to_case_id, is_matchable, row_number);

insert into marts.fct_identity_effects by name
select 'P1' as person_id, 2::bigint as cases, 'model' as joined_by, 8.5::double as match_weight,
    date '2022-09-01' as reporting_month, *, value_of_person - value_of_cases as effect
from (values
    ('screened', 'total', 'all', 'month_new', 1, 0),
    ('screened', 'sex', 'men', 'month_new', 1, 0),
    ('screened', 'origin', 'eu', 'month_new', 1, 0),
    ('screened', 'origin_sex', 'eu|men', 'month_new', 1, 0),
    ('psychosocial_support', 'total', 'all', 'month_new', 1, 0),
    ('psychosocial_support', 'sex', 'men', 'month_new', 1, 0),
    ('psychosocial_support', 'origin', 'eu', 'month_new', 1, 0),
    ('psychosocial_support', 'total', 'all', 'month_served', 2, 1),
    ('psychosocial_support', 'sex', 'men', 'month_served', 2, 1),
    ('psychosocial_support', 'origin', 'eu', 'month_served', 2, 1)
) as t (indicator_code, dimension, member, period, value_of_cases, value_of_person);
