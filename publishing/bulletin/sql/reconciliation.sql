-- Every printed figure that the registry knows, beside the computed one.
select
    reconciliation.*,
    reconciliation.status <> 'matched' as is_different,
    indicators.label,
    indicators.print_order
from marts.fct_reconciliation as reconciliation
inner join marts.dim_indicators as indicators
    on reconciliation.indicator_code = indicators.indicator_code
