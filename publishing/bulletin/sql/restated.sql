-- Figures that were published with another value: those of the month, and the totals of other
-- months as a bulletin prints them. Of the cumulative totals only the last one is listed.
with printed as (
    select
        restatements.*,
        indicators.label,
        indicators.print_order,
        restatements.reporting_month = getvariable('month') as is_of_the_month,
        case indicators.month_basis when 'served' then 'month_served' else 'month_new' end
            as month_period,
        max(restatements.reporting_month) over (
            partition by
                restatements.indicator_code, restatements.dimension, restatements.member,
                restatements.period
        ) as last_month
    from marts.fct_restatements as restatements
    inner join marts.dim_indicators as indicators
        on restatements.indicator_code = indicators.indicator_code
)

select
    printed.* exclude (month_period, last_month),
    causes.turn,
    causes.label as cause_label
from printed
inner join marts.dim_restatement_causes as causes on printed.cause = causes.cause
where
    (
        printed.is_of_the_month
        and printed.period in ('cumulative', printed.month_period)
    )
    or (
        printed.dimension = 'total'
        and (
            printed.period = printed.month_period
            or (printed.period = 'cumulative' and printed.reporting_month = printed.last_month)
        )
    )
order by
    printed.reporting_month desc, printed.print_order asc, printed.dimension asc,
    printed.member asc, printed.period asc, causes.turn asc
