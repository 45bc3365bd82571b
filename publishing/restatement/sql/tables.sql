-- What the two releases are brought into, side by side.
create table cases (
    side text,
    unit text,
    person_id text,
    sex text,
    origin text,
    registration_date date,
    centre_code text,
    case_id text,
    source_file_id text,
    table_name text,
    row_number bigint
);

create table services (
    side text,
    record_key text,
    unit text,
    source_file_id text,
    table_name text,
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

create table qualified (
    side text,
    subject_type text,
    subject_id text,
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

create table definitions (
    side text,
    indicator_code text,
    definition text
);

create table figures (
    side text,
    reporting_month date,
    indicator_code text,
    dimension text,
    member text,
    period text,
    value bigint
);
