-- The service centres, by name.
select centre_name
from marts.dim_service_centres
order by centre_name
