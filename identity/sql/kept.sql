-- All other known pairs keep their weight, if both records are there and say what they said.
delete from vault.pairs
where
    record_l in (select record from outdated)
    or record_r in (select record from outdated)
    or (
        abs(match_weight - getvariable('threshold')) < getvariable('near')
        and (record_l, record_r) in (select (join_key_l, join_key_r) from candidates)
    );

insert into vault.pairs by name
select * from scored;
