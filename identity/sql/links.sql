-- One row a record of a cluster but its oldest: the link that joined it.
create or replace table vault.links as
select
    younger.record,
    older.record as joined_to,
    linked.rule,
    linked.match_weight
from linked
inner join components as younger on linked.place = younger.place
inner join components as older on linked.joined_to = older.place;
