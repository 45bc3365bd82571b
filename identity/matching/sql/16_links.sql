-- Replace the links of the records at hand: one row per record except the oldest of its cluster,
-- with the link that joined it.
-- Reads: vault.links, reclustered_records, placed_links (components.py), components.
-- Makes: vault.links.
delete from vault.links
where record in (select record from reclustered_records);

insert into vault.links
select
    younger.record,
    older.record as joined_to,
    placed_links.rule,
    placed_links.match_weight
from placed_links
inner join components as younger on placed_links.place = younger.place
inner join components as older on placed_links.joined_to = older.place;
