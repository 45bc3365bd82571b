{{ config(meta={
    'check_id': 'computed_figures_keep_the_invariants', 'target': 'fct_indicator_values',
    'dagster': {'ref': {'name': 'int_invariants'}},
}) }}

{{ judge_invariants('computed_figures_keep_the_invariants', 'computed', [
    'member_sum', 'part_within_whole', 'whole_within_parts', 'monotone', 'roll_forward',
]) }}
