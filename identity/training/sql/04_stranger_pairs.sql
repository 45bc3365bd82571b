-- One row per pair of records that were drawn at random.
-- Reads: vault.features (input).
-- Makes: stranger_pairs.
create or replace temporary table stranger_pairs as
with numbered as materialized (
    select
        record,
        row_number() over (order by record) as number
    from vault.features
),

everybody as (
    select count(*) as records from vault.features
),

draws as (
    select range as draw from range(1000000)
),

drawn as materialized (
    select
        cast(1 + hash(draws.draw, 'l') % everybody.records as bigint) as one,
        cast(1 + hash(draws.draw, 'r') % everybody.records as bigint) as other
    from draws
    cross join everybody
)

select distinct
    least(l.record, r.record) as join_key_l,
    greatest(l.record, r.record) as join_key_r
from drawn
inner join numbered as l on drawn.one = l.number
inner join numbered as r on drawn.other = r.number
where drawn.one <> drawn.other;
