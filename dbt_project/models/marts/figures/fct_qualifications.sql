with person_dates as (
    select * from {{ ref('int_person_dates') }}
),

activity_dates as (
    select * from {{ ref('int_activity_dates') }}
),

persons as (
    select * from {{ ref('int_persons') }}
),

wholes as (
    select * from {{ ref('int_indicator_wholes') }}
),

files as (
    select * from {{ ref('stg_source_files') }}
),

parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

counting_dates as (
    select
        'person' as subject_type,
        person_dates.person_id as subject_id,
        person_dates.indicator_code,
        person_dates.counting_date,
        persons.sex,
        persons.origin,
        cast(null as {{ dbt.type_string() }}) as platform,
        1 as value,
        person_dates.source_file_id,
        person_dates.table_name,
        person_dates.row_number
    from person_dates
    inner join persons on person_dates.person_id = persons.person_id

    union all

    select
        subject_type,
        subject_id,
        indicator_code,
        counting_date,
        sex,
        null,
        platform,
        value,
        source_file_id,
        table_name,
        row_number
    from activity_dates
),

-- Several rows may prove the same qualification: the first in the order of the files is its proof.
proofs as (
    select
        counting_dates.*,
        wholes.counted_as,
        row_number() over (
            partition by
                counting_dates.subject_type, counting_dates.subject_id, wholes.counted_as,
                counting_dates.counting_date, counting_dates.sex
            order by
                counting_dates.source_file_id, counting_dates.table_name,
                counting_dates.row_number
        ) as proof
    from counting_dates
    inner join wholes on counting_dates.indicator_code = wholes.indicator_code
    cross join parameters
    where counting_dates.counting_date <= parameters.last_date
),

qualifications as (
    select
        *,
        {{ month_start('counting_date') }} as counting_month
    from proofs
    where proof = 1
)

select
    {{ hash_key(['subject_type', 'subject_id', 'counted_as', 'counting_date', 'sex']) }}
        as qualification_id,
    qualifications.subject_type,
    qualifications.subject_id,
    qualifications.counted_as as indicator_code,
    qualifications.counting_date,
    qualifications.counting_month,
    qualifications.sex,
    qualifications.origin,
    qualifications.platform,
    cast(qualifications.value as bigint) as value,
    rank() over (
        partition by subject_type, subject_id, counted_as
        order by counting_date
    ) = 1 as is_first,
    rank() over (
        partition by subject_type, subject_id, counted_as, counting_month
        order by counting_date
    ) = 1 as is_first_in_month,
    qualifications.source_file_id,
    qualifications.table_name,
    files.sheet,
    qualifications.row_number
from qualifications
left join files
    on
        qualifications.source_file_id = files.source_file_id
        and qualifications.table_name = files.table_name
