-- Rules that figures of the month violate, cell by cell.
select
    findings.*,
    coalesce(indicators.label, findings.indicator_code) as label,
    coalesce(others.label, findings.other_code) as other_label
from marts.fct_findings as findings
left join marts.dim_indicators as indicators
    on findings.indicator_code = indicators.indicator_code
left join marts.dim_indicators as others
    on findings.other_code = others.indicator_code
where findings.reporting_month = getvariable('month')
order by
    findings.figures desc, indicators.print_order asc, others.print_order asc, findings.rule asc,
    findings.dimension desc, findings.member asc, findings.period asc, findings.left_value asc,
    findings.right_value asc
