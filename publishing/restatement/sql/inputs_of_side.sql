-- What the models read when they say what the records of one side count for, by themselves.
create view memory.counting.int_cases as
select * from memory.main.cases
where side = getvariable('side');

create view memory.counting.int_services as
select * from memory.main.services
where side = getvariable('side');
