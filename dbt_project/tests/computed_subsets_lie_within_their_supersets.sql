{{ config(severity='warn', meta={
    'check_id': 'computed_subsets_lie_within_their_supersets', 'target': 'fct_indicator_values',
    'dagster': {'ref': {'name': 'int_invariants'}},
}) }}

{{ judge_invariants('computed_subsets_lie_within_their_supersets', 'computed', ['subset']) }}
