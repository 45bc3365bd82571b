-- One row a record of a cluster but its oldest: the link that joined it.
delete from vault.links
where record in (select record from at_hand);

insert into vault.links
select
    younger.record,
    older.record as joined_to,
    linked.rule,
    linked.match_weight
from linked
inner join components as younger on linked.place = younger.place
inner join components as older on linked.joined_to = older.place;
