-- August was published as 2022-08.1: since then a man came late and two records became one woman.
insert into marts.dim_restatement_causes by name
select * from (values
    ('late_arrival', 5, 'late arrival', 'A record came in a delivery that had not landed'),
    ('identity_merge', 7, 'two persons are one', 'Cases that were several persons are one')
) as t (cause, turn, label, meaning);

insert into marts.fct_restatements by name
select *, '2022-08.1' as published_in, as_now_known - as_published as difference
from (values
    (date '2022-08-01', 'screened', 'total', 'all', 'cumulative', 'late_arrival', 4::bigint, 3::bigint, 1::bigint),
    (date '2022-08-01', 'screened', 'total', 'all', 'cumulative', 'identity_merge', 4, 3, -2),
    (date '2022-08-01', 'screened', 'total', 'all', 'month_new', 'late_arrival', 2, 3, 1),
    (date '2022-08-01', 'screened', 'sex', 'men', 'month_new', 'late_arrival', 1, 2, 1)
) as t (reporting_month, indicator_code, dimension, member, period, cause, as_published, as_now_known, part);
