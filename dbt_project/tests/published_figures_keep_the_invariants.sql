{{ config(severity='warn', meta={
    'check_id': 'published_figures_keep_the_invariants', 'target': 'fct_published_figures',
    'dagster': {'ref': {'name': 'int_invariants'}},
}) }}

{{ judge_invariants('published_figures_keep_the_invariants', 'published', [
    'member_sum', 'part_within_whole', 'whole_within_parts', 'monotone', 'roll_forward', 'subset',
]) }}
