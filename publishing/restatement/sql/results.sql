-- What each state counts, the parts of each difference, and the rows behind them.
create table counted (
    state integer,
    subject_type text,
    subject text,
    indicator_code text,
    counting_month date,
    sex text,
    origin text,
    platform text,
    new_value bigint,
    served_value bigint,
    source_file_id text,
    table_name text,
    row_number bigint
);

create table parts as
select
    *,
    null::text as cause,
    null::bigint as part
from differences
where false;

create table rows_behind (
    cause text,
    subject_type text,
    subject_id text,
    indicator_code text,
    counting_month date,
    sex text,
    origin text,
    platform text,
    new_effect bigint,
    served_effect bigint,
    source_file_id text,
    table_name text,
    row_number bigint
);
