-- Files that could not be read, and why.
select distinct
    path,
    reason
from marts.dim_source_files
where verdict = 'rejected'
order by path, reason
