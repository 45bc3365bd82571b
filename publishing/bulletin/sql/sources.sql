-- Files and rows by source: every version ever read, those in force, and what became of the rows.
select
    coalesce(source, 'unrecognised') as source,
    count(distinct concat_ws('|', path, sha256)) as files,
    count(distinct if(is_in_force, concat_ws('|', path, sha256), null)) as in_force,
    count(distinct if(verdict = 'rejected', concat_ws('|', path, sha256), null)) as rejected,
    sum(rows_read) as rows_read,
    sum(rows_loaded) as rows_loaded,
    sum(rows_quarantined) as rows_quarantined,
    sum(rows_ignored) as rows_ignored
from marts.dim_source_files
group by 1
order by 1
