-- What the two releases are brought into, side by side. A state is numbered by the turn of the
-- cause that comes in with it; 0 is the published release as it is, and the last one the present.
create schema memory.counting;

create table causes as
select
    cause,
    turn
from present.marts.dim_restatement_causes;

-- Months that both releases hold.
create table months as
select reporting_month from published.marts.dim_months
intersect
select reporting_month from present.marts.dim_months;

-- No later date is known to both.
create table cut as
select max(last_day(reporting_month)) as last_date
from months;

create table figures (
    side text,
    reporting_month date,
    indicator_code text,
    dimension text,
    member text,
    period text,
    value bigint
);

create table definitions (
    side text,
    indicator_code text,
    definition text
);

create table wholes (
    indicator_code text,
    counted_as text
);

create table files (
    side text,
    source_file_id text,
    table_name text,
    delivery_key text,
    verdict text,
    is_in_force boolean,
    is_withdrawn boolean
);

create table decisions (
    side text,
    one text,
    other text,
    verdict text
);

create table cases (
    side text,
    unit text,
    person_id text,
    centre_code text,
    case_id text,
    registration_date date,
    sex text,
    origin text,
    screened_on date,
    plan_developed_on date,
    source_file_id text,
    row_number bigint
);

create table services (
    side text,
    record_key text,
    unit text,
    centre_code text,
    service_id text,
    case_id text,
    indicator_code text,
    completed_indicator_code text,
    status text,
    start_date date,
    completion_date date,
    is_counted boolean,
    source_file_id text,
    row_number bigint
);

create table dates (
    side text,
    record_type text,
    record_key text,
    unit text,
    indicator_code text,
    counting_date date,
    sex text,
    platform text,
    value bigint,
    source_file_id text,
    table_name text,
    row_number bigint
);
