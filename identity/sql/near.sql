-- Known pairs near the threshold are weighed again: the rarity of names has moved a little.
insert into candidates
select
    record_l,
    record_r,
    match_key
from vault.pairs
where
    abs(match_weight - getvariable('threshold')) < getvariable('near')
    and record_l not in (select record from outdated)
    and record_r not in (select record from outdated);
